import { setFinetuneSettings } from "../../state/finetuneSettings";
import { store } from "../../state/store";
import type { RunSummary } from "../../worker/runProtocol";
import { go } from "../route";

/** Goes to the settings of a new run, filled in as those of `run`; an imported run does not tell its own. */
export function setUpLike({ config, language }: Pick<RunSummary, "config" | "language">): void {
  if (!config) return;
  setFinetuneSettings({ ...store.getState().finetuneSettings, config, language });
  go("tune");
}
