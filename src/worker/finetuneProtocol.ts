import type { CorpusFile, ImportOptions } from "../corpus/corpus";
import type { Unmeasured } from "../evaluate/scoredText";
import type { WeightFormat } from "../transformer/weightFormat";
import type { Subject } from "./evaluation";
import type { FinetunePlan, FinetuneSettings } from "./finetunePlanProtocol";
import type { Job } from "./job";
import type { ExportProgress, ImportedRun, LoggedRun, RunCurves, RunExport, RunSummary } from "./runProtocol";
import type { CorpusProgress, FinetuneTexts, TextPart } from "./textProtocol";

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

/** The jobs of fine-tuning. */
export interface FinetuneJobs {
  setFinetuneText: Job<
    { part: TextPart; files: readonly CorpusFile[] | "corpus"; options: ImportOptions },
    FinetuneTexts,
    CorpusProgress
  >;
  clearFinetuneText: Job<{ part: TextPart }, FinetuneTexts>;
  tokenizeFinetuneText: Job<object, FinetuneTexts, CorpusProgress>;
  planFinetune: Job<FinetuneSettings, FinetunePlan>;
  finetune: Job<FinetuneRequest, RunSummary, FinetuneProgress>;
  evaluateLoss: Job<LossRequest, LossReport, FinetuneProgress>;
  exportRun: Job<RunExport, Blob | null, ExportProgress>;
  importRun: Job<{ files: readonly CorpusFile[]; name: string; weightFormat: WeightFormat }, ImportedRun>;
  listRuns: Job<object, RunSummary[]>;
  runLog: Job<{ id: string }, LoggedRun>;
  runCurves: Job<{ ids: readonly string[] }, RunCurves[]>;
  renameRun: Job<{ id: string; name: string }, RunSummary>;
  forgetRun: Job<{ id: string }, null>;
}
