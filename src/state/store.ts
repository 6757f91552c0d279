import { createStore } from "zustand/vanilla";
import type { LapeConfig } from "../lape/lapeResult";
import type { LanguageProgress } from "../lape/scanProgress";
import type { EvaluationProgress, EvaluationSummary } from "../worker/evaluation";
import type { FinetunePlan, FinetuneSettings } from "../worker/finetunePlanProtocol";
import type { FinetuneProgress } from "../worker/finetuneProtocol";
import type { GeneratedTexts, GenerateSubject, SubjectText } from "../worker/generationProtocol";
import type { Environment, LoadProgress, ModelListing, ModelLocation, ModelSummary } from "../worker/modelProtocol";
import type { ExportProgress, RunSummary } from "../worker/runProtocol";
import type { SavedScan, ScanConfig, ScanProgress, SelfCheckSummary } from "../worker/scanProtocol";
import type { ResultSummary, SelectionSummary } from "../worker/selectionProtocol";
import type { TaskReading } from "../worker/taskProtocol";
import type { CorpusProgress, CorpusTable, FinetuneTexts, TextPart } from "../worker/textProtocol";

import { emptyForm, type GenerateForm } from "./generateForm";

/** What a job of the queue does, for the views that show it. */
export type JobKind =
  | "listModel"
  | "openModel"
  | "corpus"
  | "scan"
  | "finetune"
  | "evaluate"
  | "generate"
  | "align"
  | "forget"
  | "import"
  | "export";

/** A long job: waiting in the queue or at work. */
export interface JobRecord {
  readonly id: number;
  readonly kind: JobKind;
  /** What it is called in front of people. */
  readonly label: string;
  readonly status: "queued" | "running";
  readonly progress:
    | { readonly kind: "load"; readonly value: LoadProgress }
    | { readonly kind: "corpus"; readonly value: CorpusProgress }
    | { readonly kind: "scan"; readonly value: ScanProgress }
    | { readonly kind: "finetune"; readonly value: FinetuneProgress }
    | { readonly kind: "evaluation"; readonly value: EvaluationProgress }
    | { readonly kind: "export"; readonly value: ExportProgress }
    | null;
}

/** What one of several models made of the prompt so far. */
export interface GenerationColumn {
  readonly key: number;
  readonly subject: GenerateSubject;
  readonly text: string;
  /** Null until its text has ended. */
  readonly done: SubjectText | null;
}

/** The last texts that were generated. */
export interface Generation {
  readonly prompt: string;
  readonly columns: readonly GenerationColumn[];
  /** Those that have ended, with what made them; null until all have, or one failed or was stopped. */
  readonly made: GeneratedTexts | null;
}

/** What the person is told until they close it. */
export interface Notice {
  readonly id: number;
  readonly kind: "error" | "info";
  /** Label of the job that failed; null where it was none. */
  readonly job: string | null;
  /** What happened, where, and the next step. */
  readonly message: string;
}

/** What the user chose, what runs and what came out: small records only; arrays come from `views.ts` by `revision`. */
export interface State {
  readonly environment: Environment | null;
  /** The last folder that was named, and what it holds. */
  readonly location: ModelLocation | null;
  readonly listing: ModelListing | null;
  readonly model: ModelSummary | null;
  /** Where the open model came from; `location` may have moved on to a folder that was only looked at. */
  readonly modelLocation: ModelLocation | null;
  readonly corpus: CorpusTable | null;
  /** Where the corpus came from; `files` as soon as any file of the person's own is in it. */
  readonly corpusSource: "sample" | "sample-interface" | "files" | null;
  readonly scanConfig: ScanConfig;
  readonly lapeConfig: LapeConfig;
  /** A saved part of the scan that `scanConfig` describes: scanning again goes on from there. */
  readonly saved: SavedScan | null;
  /** Of all saved scans together. */
  readonly savedBytes: number;
  readonly result: ResultSummary | null;
  /** How far each language is, of the running or last scan of this visit, also of a paused one; null before the first. */
  readonly counted: readonly LanguageProgress[] | null;
  /** Of the last scan, also of one that it stopped; null before a model's first. */
  readonly selfCheck: SelfCheckSummary | null;
  readonly selection: SelectionSummary | null;
  /** Text to tune on and to validate with, and where it came from. */
  readonly finetuneTexts: FinetuneTexts;
  readonly finetuneSources: Readonly<Record<TextPart, "sample" | "files" | "corpus" | null>>;
  readonly finetuneSettings: FinetuneSettings;
  /** What a run with these settings would be; null until a model is open. */
  readonly plan: FinetunePlan | null;
  /** Runs that this browser keeps, oldest first. */
  readonly runs: readonly RunSummary[];
  /** What was evaluated and is kept, oldest first. */
  readonly evaluations: readonly EvaluationSummary[];
  /** Texts that were generated on this visit, or are being generated. */
  readonly generation: Generation | null;
  readonly generateForm: GenerateForm;
  /** Tasks in the files that were picked for them; null while there are none. */
  readonly tasks: TaskReading | null;
  /** Grows whenever a view of the result or of the selection changed. */
  readonly revision: number;
  readonly jobs: readonly JobRecord[];
  readonly notices: readonly Notice[];
}

export const initialState: State = {
  environment: null,
  location: null,
  listing: null,
  model: null,
  modelLocation: null,
  corpus: null,
  corpusSource: null,
  scanConfig: { seed: 1 },
  lapeConfig: { topRate: 0.01, filterRate: 0.95, activationBarRatio: 0.95 },
  saved: null,
  savedBytes: 0,
  result: null,
  counted: null,
  selfCheck: null,
  selection: null,
  finetuneTexts: { train: null, validation: null },
  finetuneSources: { train: null, validation: null },
  finetuneSettings: { config: {} },
  plan: null,
  runs: [],
  evaluations: [],
  tasks: null,
  generation: null,
  generateForm: emptyForm,
  revision: 0,
  jobs: [],
  notices: [],
};

export const store = createStore<State>(() => initialState);
