import type { ImportOptions } from "../corpus/corpus";
import type { Jobs } from "../worker/protocol";
import type { CorpusTable } from "../worker/textProtocol";
import { client } from "./connection";
import { enqueue, type SetProgress } from "./jobs";
import { sampleCorpus } from "./sample";
import { findSaved } from "./savedScans";
import { store } from "./store";
import { readTextSources, type TextSource } from "./textSource";

/** Text: a sample corpus, the address of a file, or files and addresses. */
export type CorpusSource = "sample" | "sample-interface" | string | readonly TextSource[];

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
    const files = sample ? await sampleCorpus(sample, signal) : await readTextSources(source, signal);
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
