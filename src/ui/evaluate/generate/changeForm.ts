import type { GenerateForm } from "../../../state/generateForm";
import { store } from "../../../state/store";

/** Changes what the tab is set to. */
export const changeForm = (change: Partial<GenerateForm>): void =>
  store.setState(({ generateForm }) => ({ generateForm: { ...generateForm, ...change } }));

/** Sets one number of the sampling; undefined: its default. */
export function changeSetting<K extends keyof GenerateForm["settings"]>(
  key: K,
  value: GenerateForm["settings"][K] | undefined,
): void {
  const { [key]: _, ...rest } = store.getState().generateForm.settings;
  changeForm({ settings: value === undefined ? rest : { ...rest, [key]: value } });
}
