import type { CorpusFile } from "../corpus/corpus";
import type { Unmeasured } from "../evaluate/scoredText";
import type { ValidationText } from "../export/finetuneManifest";
import type { Fit } from "../model/fit";
import type { FinetuneConfig, LoraConfig, Method, Schedule } from "../train/finetuneConfig";
import type { TrainLog, ValidationRecord } from "../train/trainLog";
import type { WeightDelta } from "../train/weightDelta";
import type { WeightFormat } from "../transformer/weightFormat";
import type { Subject } from "./evaluationProtocol";

/** Settings that differ from the preset's. */
export type ConfigChanges = Partial<Omit<FinetuneConfig, "schedule" | "lora">> & {
  readonly schedule?: Partial<Schedule>;
  readonly lora?: Partial<LoraConfig>;
};

/** What to train. Everything that is left out has a default. */
export interface FinetuneSettings {
  /** Numbers and switches; the rest is the preset's for the method. */
  readonly config: ConfigChanges;
  /** Name of the published settings that the defaults are from; by the model's size when left out. */
  readonly preset?: string;
  /** Trained on; one of the training text. */
  readonly language?: string;
  /** [layer][indices]; the language's neurons of the selection when left out. */
  readonly neurons?: readonly (readonly number[])[];
  /** Languages whose validation loss is watched for forgetting; English where there is text of it when left out. */
  readonly watched?: readonly string[];
  /** Windows of each validation, a language. */
  readonly validationWindows?: number;
  /** Windows of the training text that are trained on: the first ones that are not held out; all when left out. */
  readonly trainWindows?: number;
  readonly weightFormat?: WeightFormat;
}

/** Bytes on the GPU while a method trains. */
export interface MethodBytes {
  readonly weights: number;
  /** The trained tensors, their gradients and Adam's moments. */
  readonly trained: number;
  readonly activations: number;
  readonly total: number;
}

/** What training by one method would take. */
export interface MethodPlan {
  readonly method: Method;
  /** What to do before it can be trained; null where it can. The rest is then of nothing. */
  readonly missing: string | null;
  readonly trainableParameters: number;
  /** Of the parameters of the model; 0 to 1, and above it where factors are more than what they stand for. */
  readonly shareOfModel: number;
  readonly bytes: MethodBytes;
  readonly fit: Fit;
}

/** Validation of one language. */
export interface ValidationPlan {
  readonly language: string;
  readonly windows: number;
  readonly tokens: number;
  readonly from: ValidationText["from"];
}

/** What a run with these settings would be. */
export interface FinetunePlan {
  /** Every default filled in. */
  readonly config: FinetuneConfig;
  readonly preset: string;
  readonly presets: readonly { readonly name: string; readonly label: string; readonly description: string }[];
  readonly weightFormat: WeightFormat;
  readonly validationWindows: number;
  readonly language: string | null;
  /** Languages that can be trained on: those of the training text. */
  readonly languages: readonly string[];
  /** Languages of the selection that have neurons, most first. */
  readonly masked: readonly string[];
  /** Languages that can be watched: those with text, but the trained one. */
  readonly watchable: readonly string[];
  /** Those that are, and those that are asked for but cannot be. */
  readonly watched: readonly string[];
  /** Languages that would be watched unasked, but for too little text. */
  readonly unwatched: readonly Unmeasured[];
  /** Of the mask; null where no neurons are chosen. */
  readonly nNeurons: number | null;
  readonly methods: readonly MethodPlan[];
  /** LoRA of the largest rank that has no more parameters than the subnetwork; null where there is none. */
  readonly equalLora: { readonly rank: number; readonly trainableParameters: number } | null;
  readonly train: {
    readonly windows: number;
    readonly tokens: number;
    /** Of the text, that no window holds. */
    readonly tokensLeftOut: number;
    /** Times the run goes over its windows. */
    readonly epochs: number;
  } | null;
  /** The target first. */
  readonly validation: readonly ValidationPlan[];
  /** What to do before the chosen method can start; null where it can. */
  readonly missing: string | null;
}

/** A run of this browser, trained or imported. */
export interface RunSummary {
  readonly id: string;
  readonly name: string;
  readonly origin: "trained" | "imported";
  readonly status: "running" | "paused" | "finished" | "early" | "failed";
  /** Why it stopped, where it failed. */
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

export interface FinetuneProgress {
  readonly step: "weights" | "tokenizing" | "validation" | "training" | "saving";
  readonly bytesDone: number;
  readonly bytesTotal: number;
  /** As it stands; null before its first step or validation. */
  readonly run: RunSummary | null;
  readonly stepsTotal: number;
  /** Null until enough was timed. */
  readonly tokensPerSecond: number | null;
  readonly secondsLeft: number | null;
}

/** Mean loss over the windows of a language. */
export interface LanguageLoss {
  readonly language: string;
  readonly lossNats: number;
  readonly perplexity: number;
  readonly windows: number;
  readonly tokens: number;
}

/** The losses of a text. */
export interface LossReport {
  readonly losses: readonly LanguageLoss[];
  /** Languages of the text that fill no window. */
  readonly unmeasured: readonly Unmeasured[];
}

/** A run with all that it logged. */
export interface LoggedRun {
  readonly run: RunSummary;
  readonly log: TrainLog | null;
}

/** A new run, one that goes on, or another method on the text, budget and settings of a run of a mask. */
export type FinetuneRequest =
  | { readonly settings: FinetuneSettings; readonly name?: string }
  | { readonly resume: string }
  | { readonly like: string; readonly method: "random" | "lora" };

/** Text whose loss is measured, by the open model or with a run's changes. */
export interface LossRequest extends Subject {
  readonly files: readonly CorpusFile[];
  /** Tokens a window; 512, or the model's context where that is smaller. */
  readonly seqLen?: number;
  /** Windows a language at most; all when left out. */
  readonly windows?: number;
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
