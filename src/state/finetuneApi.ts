import type { WeightFormat } from "../transformer/weightFormat";
import type { ConfigChanges, FinetuneSettings, LanguageLoss, RunFormat, RunSummary } from "../worker/finetuneProtocol";
import type { Jobs } from "../worker/protocol";
import { client } from "./connection";
import { type FinetuneTextSource, readFinetuneText } from "./finetuneText";
import { enqueue, notify, type SetProgress } from "./jobs";
import { type MaskArgument, toNeurons } from "./maskArgument";
import { loadRuns, placeRun } from "./runs";
import { FINETUNE_LANGUAGES } from "./sample";
import { store } from "./store";
import { readTextSources, type TextSource } from "./textSource";

const toList = (source: TextSource | readonly TextSource[]): readonly TextSource[] =>
  typeof source === "object" && Array.isArray(source) ? source : [source as TextSource];

export { clearFinetuneText, setFinetuneText } from "./finetuneText";
export { removeRun, renameRun } from "./runs";

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

function toSettings(options: FinetuneOptions): FinetuneSettings {
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

async function runToEnd(
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

/** What `finetuneBudgets` takes: the text is the one at hand. */
export type BudgetOptions = Omit<FinetuneOptions, "files" | "trainWindows" | "name">;

/**
 * One run after the other on parts of the text at hand, with otherwise equal settings: the same steps go over less text more often, so
 * that what differs is the text alone. Without options it takes the settings of the page.
 * @param shares of the training windows, above 0 to 1
 */
export async function finetuneBudgets(
  shares: readonly number[],
  options?: BudgetOptions,
): Promise<readonly FinetuneResult[]> {
  const wrong = shares.find((share) => !(share > 0 && share <= 1));
  if (shares.length === 0 || wrong !== undefined) {
    throw new RangeError(`shares are numbers above 0 to 1, as [0.25, 0.5, 1], not ${wrong ?? "none"}`);
  }
  const { trainWindows: _, ...settings } = options ? toSettings(options) : store.getState().finetuneSettings;
  const { train, config, missing } = await client.call("planFinetune", settings);
  if (!train || missing !== null) throw new RangeError(missing ?? "there is no text to train on");
  const runs = shares.map((share) => {
    const trainWindows = Math.max(1, Math.round(share * train.windows));
    const equal = { ...settings, config: { ...settings.config, steps: config.steps }, trainWindows };
    return enqueue("finetune", `Fine-tune on ${trainWindows} windows`, (signal, setProgress) =>
      runToEnd({ settings: equal }, signal, setProgress),
    );
  });
  return Promise.all(runs);
}

/** Goes on with a run that was paused. It needs the model that it was begun on, and nothing else. */
export function resumeRun(id: string): Promise<FinetuneResult> {
  return enqueue("finetune", "Fine-tune", (signal, setProgress) => runToEnd({ resume: id }, signal, setProgress));
}

/** The same text, tokens and settings, spent on as many random neurons or on a LoRA that is no larger than the run. */
export function startBaseline(id: string, method: "random" | "lora"): Promise<FinetuneResult> {
  return enqueue("finetune", "Fine-tune", (signal, setProgress) => runToEnd({ like: id, method }, signal, setProgress));
}

/**
 * A file of a run, of the last one that left weights unless it is named: its changes, an adapter, the tuned model, its log. With a
 * folder the files of a model are written into it, and nothing is returned.
 */
export function exportDelta(
  format: RunFormat,
  { run, folder }: { run?: string; folder?: FileSystemDirectoryHandle } = {},
): Promise<Blob | null> {
  return enqueue("export", "Export the run", async (signal, setProgress) => {
    const id = run ?? store.getState().runs.findLast(({ hasDelta }) => hasDelta)?.id;
    if (id === undefined) throw new Error("there is no run to export yet: fine-tune, or import a delta");
    const onProgress = (value: Jobs["exportRun"]["progress"]) => setProgress({ kind: "export", value });
    return client.call("exportRun", { id, format, ...(folder ? { folder } : {}) }, { signal, onProgress });
  });
}

/**
 * Reads what a run left, onto the base it was trained on: a delta or a PEFT adapter exported here, its log (JSON or CSV), or a log with
 * the weights of its run. It is kept as a run. `weightFormat` is the one it was trained with, that of the page's settings unless given.
 */
export function importDelta(
  source: TextSource | readonly TextSource[],
  options: { name?: string; weightFormat?: WeightFormat } = {},
): Promise<RunSummary> {
  return enqueue("import", "Import the run", async (signal) => {
    const files = await readTextSources(toList(source), signal);
    const name = options.name ?? files[0]?.name ?? "";
    const weightFormat = options.weightFormat ?? store.getState().finetuneSettings.weightFormat ?? "as stored";
    const { run, warnings } = await client.call("importRun", { files, name, weightFormat }, { signal });
    for (const warning of warnings) notify("info", `${run.name}: ${warning}`);
    placeRun(run);
    return run;
  });
}

/**
 * What `evaluateLoss` takes: text, tokens a window, windows a language at most, and the id of a run whose changes are applied, or
 * how the model's own weights lie on the GPU.
 */
export interface EvaluateOptions {
  readonly files: TextSource | readonly TextSource[];
  readonly seqLen?: number;
  readonly windows?: number;
  readonly run?: string;
  readonly weightFormat?: WeightFormat;
}

/** Mean loss of each language of some text by our own decoder, in nats a token. A language that fills no window is left out, and told. */
export function evaluateLoss({ files: sources, ...rest }: EvaluateOptions): Promise<readonly LanguageLoss[]> {
  return enqueue("evaluate", "Evaluate the loss", async (signal, setProgress) => {
    const files = await readTextSources(toList(sources), signal);
    const onProgress = (value: Jobs["evaluateLoss"]["progress"]) => setProgress({ kind: "finetune", value });
    const { losses, unmeasured } = await client.call("evaluateLoss", { files, ...rest }, { signal, onProgress });
    for (const { reason } of unmeasured) notify("info", `Left out of the loss: ${reason}`);
    return losses;
  });
}
