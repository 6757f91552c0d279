import { addCorpus, clearCorpus, openModel } from "../state/api";
import { start } from "./perform";

/** Opens the sample project: a small model of sixteen languages and a text in each. Replaces what is open. */
export function openSampleProject(): void {
  start(openModel("sample"));
  start(clearCorpus());
  start(addCorpus("sample"));
}
