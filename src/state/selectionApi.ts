import type { MaskFormat } from "../export/maskFiles";
import type { LapeConfig } from "../lape/lapeResult";
import type { ResultSummary, SelectionSummary } from "../worker/selectionProtocol";
import { client } from "./connection";
import { enqueue, isStopped, notify } from "./jobs";
import { onceMore } from "./onceMore";
import { store } from "./store";

/** The selected neurons of each language. */
export interface Selected {
  readonly languages: readonly string[];
  /** [language][layer][sorted indices]. */
  readonly neurons: number[][][];
  readonly selected: number;
}

const nextRevision = () => store.getState().revision + 1;

/** Selects from the counts so far; one at a time, so that slow selections never queue up behind a fast scan. */
export const selectLive = onceMore(async () => {
  const selection = await client.call("select", store.getState().lapeConfig);
  store.setState({ selection, revision: nextRevision() });
});

/** Says that a selection during a scan failed; nothing where it was only stopped. */
export function tellOfSelection(error: Error): void {
  if (!isStopped(error)) notify("error", `Select: ${error.message}`);
}

/** Sets the constants of the selection and selects again; what came out is in the store. */
export async function setLapeConfig(lapeConfig: LapeConfig): Promise<SelectionSummary> {
  store.setState({ lapeConfig });
  const selection = await client.call("select", lapeConfig);
  store.setState({ selection, revision: nextRevision() });
  return selection;
}

/** Selects language neurons from the counts (LAPE). Left-out settings stay as they are. */
export async function select(change: Partial<LapeConfig> = {}): Promise<Selected> {
  const lapeConfig = { ...store.getState().lapeConfig, ...change };
  store.setState({ lapeConfig });
  const { selection, neurons } = await client.call("selectNeurons", lapeConfig);
  store.setState({ selection, revision: nextRevision() });
  return { languages: selection.languages, neurons, selected: selection.selected };
}

/** Counts and mean activations, indexed [layer][language]. */
export const stats = () => client.call("stats", {});

/** The selection, or the imported mask, as a file. */
export const exportMask = (format: MaskFormat): Promise<Blob> => client.call("exportMask", { format });
export const exportStats = (): Promise<Blob> => client.call("exportStats", {});
export const exportTable = (): Promise<Blob> => client.call("exportTable", {});
export const exportManifest = (): Promise<Blob> => client.call("exportManifest", {});

/** Reads a mask file (pt, safetensors or JSON). A pt file names no language: give them in its order. */
export function importMask(file: Blob, options: { languages?: readonly string[] } = {}): Promise<SelectionSummary> {
  return enqueue("import", "Import the mask", async () => {
    const selection = await client.call("importMask", { file, ...options });
    store.setState({ selection, revision: nextRevision() });
    return selection;
  });
}

/** Reads saved counts in place of a scan: safetensors, or the published scripts' torch file of one language, which does not name it. */
export function importStats(file: Blob, options: { languages?: readonly string[] } = {}): Promise<ResultSummary> {
  return enqueue("import", "Import the stats", async () => {
    const result = await client.call("importStats", { file, ...options });
    store.setState({ result });
    await setLapeConfig(store.getState().lapeConfig);
    return result;
  });
}
