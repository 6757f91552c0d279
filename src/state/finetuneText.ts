import type { ImportOptions } from "../corpus/corpus";
import type { Jobs } from "../worker/protocol";
import type { FinetuneTexts, TextPart } from "../worker/textProtocol";
import { client } from "./connection";
import { setFinetuneSettings } from "./finetuneSettings";
import { enqueue, type SetProgress } from "./jobs";
import { sampleFinetuneText } from "./sample";
import { store } from "./store";
import { readTextSources, type TextSource } from "./textSource";

/** Text to tune on or to validate with: the sample's of a language, the scan's corpus, or files and addresses. */
export type FinetuneTextSource = { readonly sample: string } | "corpus" | readonly TextSource[];

const LABEL: Record<TextPart, string> = { train: "Read the training text", validation: "Read the validation text" };

/** Reads one part inside a job that runs. */
export async function readFinetuneText(
  part: TextPart,
  source: FinetuneTextSource,
  options: ImportOptions,
  signal: AbortSignal,
  setProgress: SetProgress,
): Promise<FinetuneTexts> {
  const isSample = typeof source === "object" && "sample" in source;
  const files =
    source === "corpus"
      ? source
      : isSample
        ? await sampleFinetuneText(part, source.sample, signal)
        : await readTextSources(source, signal);
  const onProgress = (value: Jobs["setFinetuneText"]["progress"]) => setProgress({ kind: "corpus", value });
  const finetuneTexts = await client.call("setFinetuneText", { part, files, options }, { signal, onProgress });
  store.setState(({ finetuneSources }) => ({
    finetuneTexts,
    finetuneSources: { ...finetuneSources, [part]: isSample ? "sample" : source === "corpus" ? "corpus" : "files" },
  }));
  return finetuneTexts;
}

/** Puts text in the place of what there was to tune on, or to validate with. */
export function setFinetuneText(
  part: TextPart,
  source: FinetuneTextSource,
  options: ImportOptions = {},
): Promise<FinetuneTexts> {
  return enqueue("corpus", LABEL[part], (signal, setProgress) =>
    readFinetuneText(part, source, options, signal, setProgress),
  );
}

/** Counts what there is with the tokenizer of the open model. */
export async function tokenizeFinetuneText(signal: AbortSignal, setProgress: SetProgress): Promise<void> {
  const { train, validation } = store.getState().finetuneTexts;
  if (!train && !validation) return;
  const onProgress = (value: Jobs["tokenizeFinetuneText"]["progress"]) => setProgress({ kind: "corpus", value });
  store.setState({ finetuneTexts: await client.call("tokenizeFinetuneText", {}, { signal, onProgress }) });
}

/** Takes the text of a part away; without any to validate with, windows of the training text are held out. */
export async function clearFinetuneText(part: TextPart): Promise<void> {
  const finetuneTexts = await client.call("clearFinetuneText", { part });
  store.setState(({ finetuneSources }) => ({ finetuneTexts, finetuneSources: { ...finetuneSources, [part]: null } }));
}

/** The sample's text of a language, to train on and to validate with. */
export async function tuneOnSample(language: string): Promise<void> {
  const { finetuneSources, finetuneSettings } = store.getState();
  setFinetuneSettings({ ...finetuneSettings, language });
  await setFinetuneText("train", { sample: language });
  if (finetuneSources.validation !== "sample") await setFinetuneText("validation", { sample: language });
}
