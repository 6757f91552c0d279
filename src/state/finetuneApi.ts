import type { ConfigChanges, FinetuneSettings } from "../worker/finetunePlanProtocol";
import type { Jobs } from "../worker/protocol";
import type { RunSummary } from "../worker/runProtocol";
import { client } from "./connection";
import { type FinetuneTextSource, readFinetuneText } from "./finetuneText";
import { enqueue, type SetProgress } from "./jobs";
import { type MaskArgument, toNeurons } from "./maskArgument";
import { loadRuns, placeRun } from "./runs";
import { FINETUNE_LANGUAGES } from "./sample";
import { store } from "./store";
import type { TextSource } from "./textSource";

/** Text of a run: files for training, or for both; "sample" is the sample's of the language. */
export type FinetuneFiles =
  | "sample"
  | readonly TextSource[]
  | { readonly train: readonly TextSource[]; readonly validation?: readonly TextSource[] };

/** What `finetune` takes: settings, whose defaults are the preset's, and what to train on. */
export type FinetuneOptions = ConfigChanges &
  Omit<FinetuneSettings, "config" | "neurons"> & {
    /** The neurons of a subnetwork; those of the language in the selection when left out. */
    readonly mask?: MaskArgument;
    /** The text at hand when left out. */
    readonly files?: FinetuneFiles;
    readonly name?: string;
  };

/** What a run came to, with all that it logged. */
export interface FinetuneResult extends RunSummary {
  /** Of each step, before its update, in nats. */
  readonly losses: readonly number[];
  /** Of each step, before clipping. */
  readonly gradNorms: readonly number[];
  /** Mean loss by language, before the first step, during the run, and at its end. */
  readonly validation: readonly { step: number; tokens: number; lossNats: Readonly<Record<string, number>> }[];
}

/** The settings of a run, without its text and its name. */
export function toSettings(options: FinetuneOptions): FinetuneSettings {
  const { mask, files: _, name: __, preset, language, watched, validationWindows, trainWindows, ...rest } = options;
  const { weightFormat, ...config } = rest;
  const nLayers = store.getState().model?.nLayers ?? 0;
  return {
    config,
    ...(preset === undefined ? {} : { preset }),
    ...(language === undefined ? {} : { language }),
    ...(watched === undefined ? {} : { watched }),
    ...(validationWindows === undefined ? {} : { validationWindows }),
    ...(trainWindows === undefined ? {} : { trainWindows }),
    ...(weightFormat === undefined ? {} : { weightFormat }),
    ...(mask === undefined ? {} : { neurons: toNeurons(mask, language, nLayers) }),
  };
}

/** Which text to read of each part; undefined: leave what is there. */
function toSources(files: FinetuneFiles | undefined, language: string | undefined) {
  if (files === undefined) return {};
  if (files === "sample") {
    const sample = language ?? FINETUNE_LANGUAGES[0]!;
    return { train: { sample }, validation: { sample } };
  }
  return "train" in files ? files : { train: files };
}

/** Runs a job of training, and reads what it logged. */
export async function runToEnd(
  request: Jobs["finetune"]["args"],
  signal: AbortSignal,
  setProgress: SetProgress,
): Promise<FinetuneResult> {
  const onProgress = (value: Jobs["finetune"]["progress"]) => {
    setProgress({ kind: "finetune", value });
    if (value.run) placeRun(value.run);
  };
  try {
    const { id } = await client.call("finetune", request, { signal, onProgress });
    const { run, log } = await client.call("runLog", { id });
    return {
      ...run,
      losses: log?.steps.map(({ lossNats }) => lossNats) ?? [],
      gradNorms: log?.steps.map(({ gradNorm }) => gradNorm) ?? [],
      validation: log?.validations ?? [],
    };
  } finally {
    await loadRuns();
  }
}

/**
 * Trains. Pause, Cancel, a closed tab and a lost device keep the run at its last checkpoint: `resumeRun` goes on from there.
 * Without options it takes the settings of the page.
 */
export function finetune(options?: FinetuneOptions): Promise<FinetuneResult> {
  return enqueue("finetune", "Fine-tune", async (signal, setProgress) => {
    if (options) {
      const sources: { train?: FinetuneTextSource; validation?: FinetuneTextSource } = toSources(
        options.files,
        options.language,
      );
      if (sources.train) await readFinetuneText("train", sources.train, {}, signal, setProgress);
      if (sources.validation) await readFinetuneText("validation", sources.validation, {}, signal, setProgress);
      else if (sources.train) {
        const finetuneTexts = await client.call("clearFinetuneText", { part: "validation" });
        store.setState({ finetuneTexts });
      }
    }
    const settings = options ? toSettings(options) : store.getState().finetuneSettings;
    return runToEnd({ settings, ...(options?.name ? { name: options.name } : {}) }, signal, setProgress);
  });
}

/** Goes on with a run that was paused. It needs the model that it was begun on, and nothing else. */
export function resumeRun(id: string): Promise<FinetuneResult> {
  return enqueue("finetune", "Fine-tune", (signal, setProgress) => runToEnd({ resume: id }, signal, setProgress));
}

/** The same text, tokens and settings, spent on as many random neurons or on a LoRA that is no larger than the run. */
export function startBaseline(id: string, method: "random" | "lora"): Promise<FinetuneResult> {
  return enqueue("finetune", "Fine-tune", (signal, setProgress) => runToEnd({ like: id, method }, signal, setProgress));
}
