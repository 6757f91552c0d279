import { setFinetuneSettings } from "../../state/finetuneSettings";
import { store } from "../../state/store";
import type { ConfigChanges, FinetuneSettings } from "../../worker/finetunePlanProtocol";

/** Sets one choice of the next run; undefined goes back to its default. */
export function changeSetting<K extends Exclude<keyof FinetuneSettings, "config">>(
  key: K,
  value: FinetuneSettings[K] | undefined,
): void {
  const { [key]: _, ...rest } = store.getState().finetuneSettings;
  setFinetuneSettings((value === undefined ? rest : { ...rest, [key]: value }) as FinetuneSettings);
}

/** Sets numbers and switches of the next run. */
export function changeConfig(change: (config: ConfigChanges) => ConfigChanges): void {
  const { finetuneSettings } = store.getState();
  setFinetuneSettings({ ...finetuneSettings, config: change(finetuneSettings.config) });
}
