import type { CorpusFile, ImportOptions } from "../corpus/corpus";
import type { MaskFormat } from "../export/maskFiles";
import type { LapeConfig } from "../lape/lapeResult";
import type {
  Jobs,
  ModelListing,
  ModelLocation,
  ModelSummary,
  OpenModelRequest,
  ResultSummary,
  ScanConfig,
  SelectionSummary,
} from "../worker/protocol";
import type { CorpusTable } from "../worker/textProtocol";
import { client } from "./connection";
import { tokenizeFinetuneText } from "./finetuneText";
import { fitScanConfig } from "./fitScanConfig";
import { withoutCounts, withoutModel } from "./forget";
import { enqueue, isStopped, notify, type SetProgress, stop } from "./jobs";
import { onceMore } from "./onceMore";
import { SAMPLE_MODEL, sampleCorpus } from "./sample";
import { store } from "./store";
import { readTextSources, type TextSource, toNamedBlob } from "./textSource";
import { tokenizeCorpus } from "./tokenizeCorpus";

export * from "./alignApi";
export { evaluation, removeEvaluation } from "./evaluations";
export * from "./finetuneApi";
export * from "./generateApi";
export * from "./projectApi";
export * from "./reportApi";
export * from "./scoreApi";
export * from "./taskApi";
export * from "./weightChangeApi";

/** A model: the sample, the address of a folder in Hugging Face layout, or its files. */
export type ModelSource = "sample" | string | readonly (File | CorpusFile)[];
/** Text: a sample corpus, the address of a file, or files and addresses. */
export type CorpusSource = "sample" | "sample-interface" | string | readonly TextSource[];

export interface Selected {
  readonly languages: readonly string[];
  /** [language][layer][sorted indices]. */
  readonly neurons: number[][][];
  readonly selected: number;
}

function locate(source: ModelSource): ModelLocation {
  if (typeof source !== "string") return { kind: "files", files: source.map(toNamedBlob) };
  return source === "sample" ? SAMPLE_MODEL : { kind: "url", url: source };
}

const nextRevision = () => store.getState().revision + 1;

/** Lists what a model folder holds, without opening it. */
export function listModel(source: ModelSource): Promise<ModelListing> {
  const location = locate(source);
  return enqueue("listModel", "Read the model folder", async (signal, setProgress) => {
    const onProgress = (value: Jobs["listModel"]["progress"]) => setProgress({ kind: "load", value });
    const listing = await client.call("listModel", { location }, { signal, onProgress });
    store.setState({ location, listing });
    return listing;
  });
}

/** Opens a model: reads it, finds its gates and makes it ready to scan. A corpus that is open is tokenized anew. */
export function openModel(
  source: ModelSource,
  options: Omit<OpenModelRequest, "location"> = {},
): Promise<ModelSummary> {
  const location = locate(source);
  return enqueue("openModel", "Open the model", async (signal, setProgress) => {
    let isLastGone = false;
    const onProgress = (value: Jobs["openModel"]["progress"]) => {
      isLastGone ||= value.step === "starting";
      setProgress({ kind: "load", value });
    };
    try {
      const model = await client.call("openModel", { location, ...options }, { signal, onProgress });
      store.setState((state) => ({
        ...withoutCounts(state),
        location,
        listing: model,
        model,
        modelLocation: location,
      }));
    } catch (error) {
      if (isLastGone) store.setState(withoutModel);
      throw error;
    }
    if (store.getState().corpus) await tokenizeCorpus(signal, setProgress);
    await tokenizeFinetuneText(signal, setProgress);
    await findSaved();
    return store.getState().model!;
  });
}

async function importAgain(
  signal: AbortSignal,
  setProgress: SetProgress,
  options: ImportOptions,
): Promise<CorpusTable> {
  const onProgress = (value: Jobs["addCorpus"]["progress"]) => setProgress({ kind: "corpus", value });
  const corpus = await client.call("importAgain", { options }, { signal, onProgress });
  store.setState({ corpus });
  return corpus;
}

/** Adds files, or those at addresses, to the corpus and reads it. */
export function addCorpus(source: CorpusSource, options: ImportOptions = {}): Promise<CorpusTable> {
  return enqueue("corpus", "Read the corpus", async (signal, setProgress) => {
    const sample = source === "sample" || source === "sample-interface" ? source : null;
    const files = sample
      ? await sampleCorpus(sample, signal)
      : await readTextSources(typeof source === "string" ? [source] : source, signal);
    const onProgress = (value: Jobs["addCorpus"]["progress"]) => setProgress({ kind: "corpus", value });
    const before = store.getState();
    const merged = { ...before.corpus?.options, ...options };
    const corpus = await client.call("addCorpus", { files, options: merged }, { signal, onProgress });
    const added = sample ?? "files";
    store.setState({ corpus, corpusSource: before.corpus && before.corpusSource !== added ? "files" : added });
    await findSaved();
    return corpus;
  });
}

/** Options in which an empty field name stands for its default: no field at all. */
function withoutEmptyFields({ textField, languageField, idField, ...rest }: ImportOptions): ImportOptions {
  return {
    ...rest,
    ...(textField ? { textField } : {}),
    ...(languageField ? { languageField } : {}),
    ...(idField ? { idField } : {}),
  };
}

/** Reads the corpus again with other options: a label, the field of the text, without duplicates. "" unsets a field. */
export function changeCorpus(options: ImportOptions): Promise<CorpusTable> {
  return enqueue("corpus", "Read the corpus", async (signal, setProgress) => {
    const changed = withoutEmptyFields({ ...store.getState().corpus?.options, ...options });
    const corpus = await importAgain(signal, setProgress, changed);
    await findSaved();
    return corpus;
  });
}

/** Empties the corpus, once every earlier job has ended. */
export function clearCorpus(): Promise<void> {
  return enqueue("corpus", "Clear the corpus", async () => {
    await client.call("clearCorpus", {});
    store.setState({ corpus: null, corpusSource: null, saved: null });
  });
}

/** Looks for a saved part of the scan that the settings describe, as far as model and corpus can take them. */
export async function findSaved(): Promise<void> {
  store.setState((state) => ({ scanConfig: fitScanConfig(state) }));
  const { model, corpus, scanConfig } = store.getState();
  const saved = model && corpus ? await client.call("savedScan", { config: scanConfig }) : null;
  store.setState({ saved });
}

/** Sets what the next scan counts; what is left out has its default. */
export async function setScanConfig(scanConfig: ScanConfig): Promise<void> {
  store.setState({ scanConfig });
  await findSaved();
}

/** Counts. Pause, Cancel, a closed tab and a lost device keep what was counted: the same scan goes on from there. */
export function scan(config: ScanConfig = store.getState().scanConfig): Promise<ResultSummary> {
  return enqueue("scan", "Scan", async (signal, setProgress) => {
    const { startOver: _, recheck: __, ...kept } = config;
    store.setState({ scanConfig: kept });
    let seen: number | null = null;
    let hasCounted = false;
    const onProgress = (value: Jobs["scan"]["progress"]) => {
      setProgress({ kind: "scan", value });
      if (value.step === "scanning") store.setState({ counted: value.languages });
      if (value.selfCheck) store.setState({ selfCheck: value.selfCheck });
      const hasNewCounts = seen !== null && value.revision !== seen;
      seen = value.revision;
      hasCounted ||= hasNewCounts;
      if (hasNewCounts) selectLive().catch(tellOfSelection);
    };
    try {
      const result = await client.call("scan", config, { signal, onProgress });
      store.setState({ result, selfCheck: result.selfCheck });
      await setLapeConfig(store.getState().lapeConfig);
      return result;
    } catch (error) {
      if (isStopped(error) && hasCounted) await selectLive();
      throw error;
    } finally {
      await findSaved();
      await weighSaved();
    }
  });
}

async function weighSaved(): Promise<void> {
  store.setState({ savedBytes: await client.call("savedBytes", {}) });
}

/** Forgets every saved scan of this browser, once every earlier job has ended. The result that is shown stays. */
export function forgetScans(): Promise<void> {
  return enqueue("forget", "Forget saved scans", async () => {
    await client.call("forgetScans", {});
    await findSaved();
    await weighSaved();
  });
}

/** Selects from the counts so far; one at a time, so that slow selections never queue up behind a fast scan. */
const selectLive = onceMore(async () => {
  const selection = await client.call("select", store.getState().lapeConfig);
  store.setState({ selection, revision: nextRevision() });
});

function tellOfSelection(error: Error): void {
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

/** Stops every job, and resolves when all have ended; a scan goes on from what it saved when it is started again. */
export const cancel = (): Promise<void> => stop();
export const pause = cancel;

/** Reads what this browser offers, once. */
export async function loadEnvironment(): Promise<void> {
  store.setState({ environment: await client.call("environment", {}) });
  await weighSaved();
}
