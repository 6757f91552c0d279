import type { FinetuneConfig, Method } from "../train/finetuneConfig";
import type { TrainLog, ValidationRecord } from "../train/trainLog";
import type { WeightDelta } from "../train/weightDelta";

/** A run of this browser, trained or imported. */
export interface RunSummary {
  readonly id: string;
  readonly name: string;
  readonly origin: "trained" | "imported";
  readonly status: "running" | "paused" | "finished" | "early" | "failed";
  /** Why it stopped, where it failed; which steps were lost, where a pause could not save the last ones. */
  readonly message: string | null;
  readonly method: Method;
  readonly language: string;
  /** Its base: the files, and the weights that were made of them. */
  readonly model: WeightDelta["base"];
  /** ISO, of its start. */
  readonly date: string;
  /** Null for an imported run, which does not tell. */
  readonly config: FinetuneConfig | null;
  readonly nNeurons: number | null;
  readonly trainableParameters: number;
  readonly stepsDone: number;
  /** Trained on so far. */
  readonly tokens: number;
  /** Of training alone. */
  readonly seconds: number;
  readonly tokensPerSecond: number | null;
  /** Of the last step. */
  readonly lossNats: number | null;
  readonly gradNorm: number | null;
  readonly learningRate: number | null;
  readonly bestStep: number | null;
  /** Before the first step, of the weights that are exported (the best of the target, or the last), and the last. */
  readonly validated: {
    readonly first: ValidationRecord;
    readonly kept: ValidationRecord;
    readonly last: ValidationRecord;
  } | null;
  /** Whether there are weights to export. */
  readonly hasDelta: boolean;
  /** The largest LoRA with no more parameters than this run of a mask; null of other methods, and where there is none. */
  readonly equalLora: { readonly rank: number; readonly trainableParameters: number } | null;
}

/** Losses of a run to draw, thinned where there are many. */
export interface RunCurves {
  readonly id: string;
  /** Tokens trained on after each point's step, and the means over the steps since the point before. */
  readonly tokens: Float64Array<ArrayBuffer>;
  readonly lossNats: Float64Array<ArrayBuffer>;
  readonly learningRate: Float64Array<ArrayBuffer>;
  readonly gradNorm: Float64Array<ArrayBuffer>;
  readonly validations: readonly ValidationRecord[];
  /** Of the training text, each counted once; null where the run does not tell. */
  readonly textTokens: number | null;
}

/** A run with all that it logged. */
export interface LoggedRun {
  readonly run: RunSummary;
  readonly log: TrainLog | null;
}

/** What was read of a run's file, and what to know of it. */
export interface ImportedRun {
  readonly run: RunSummary;
  readonly warnings: readonly string[];
}

/** Files of a run: its changes, an adapter for PEFT, the tuned model, the model it began from (dequantized), its log. */
export type RunFormat = "delta" | "peft" | "merged" | "base" | "log-json" | "log-csv";

export interface RunExport {
  readonly id: string;
  readonly format: RunFormat;
  /** Writes the files of a model there instead of making one archive of them. */
  readonly folder?: FileSystemDirectoryHandle;
}

export interface ExportProgress {
  readonly bytesDone: number;
  readonly bytesTotal: number;
}
