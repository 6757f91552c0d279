import type { CorpusFile, ImportOptions } from "../corpus/corpus";
import type { WeightFormat } from "../transformer/weightFormat";
import type {
  ExportProgress,
  FinetunePlan,
  FinetuneProgress,
  FinetuneRequest,
  FinetuneSettings,
  ImportedRun,
  LoggedRun,
  LossReport,
  LossRequest,
  RunCurves,
  RunExport,
  RunSummary,
} from "./finetuneProtocol";
import type { Job } from "./job";
import type { CorpusProgress, FinetuneTexts, TextPart } from "./textProtocol";

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
