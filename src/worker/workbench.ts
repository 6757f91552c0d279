import type { Corpus, CorpusFile, ImportOptions, LanguageTokens } from "../corpus/corpus";
import type { TaskSet } from "../evaluate/tasks/recogniseTasks";
import type { Manifest, RunRecord } from "../export/manifest";
import type { ActivationStats } from "../lape/activationStats";
import type { LapeData } from "../lape/lapeData";
import type { LapeResult } from "../lape/lapeResult";
import type { NeuronMask } from "../lape/neuronMask";
import type { OpenModel } from "./openModel";
import type { KeptRun } from "./runStore";
import type { ResultSummary } from "./selectionProtocol";
import type { Session } from "./session";
import type { TextPart } from "./textProtocol";

/** Text that was read. Tokens are of the open model's tokenizer, made when they are first needed. */
export interface OpenCorpus {
  readonly files: readonly CorpusFile[];
  readonly options: ImportOptions;
  readonly corpus: Corpus;
  readonly tokens: Map<string, LanguageTokens>;
}

/** Counts, from a scan (which goes on adding to them) or from a file, with what made them. */
export interface Counts {
  readonly stats: ActivationStats;
  readonly summary: Omit<ResultSummary, "revision">;
  readonly record: Omit<RunRecord, "selection" | "complete">;
  /** As it came with a file: it tells more than `record`, which then is of nothing known. */
  readonly manifest?: Manifest | undefined;
}

/**
 * Neurons by language: selected from counts, or read from a mask file. `data.stats` are the counts as they were then, of the
 * counted languages only; `counts` tells where they come from (its own stats may have grown since).
 */
export type Selection =
  | {
      readonly from: "lape";
      readonly mask: NeuronMask;
      readonly data: LapeData;
      readonly result: LapeResult;
      readonly counts: Counts;
    }
  | { readonly from: "file"; readonly mask: NeuronMask; readonly manifest: Manifest | undefined };

/** What the worker holds between jobs; jobs replace whole values. `revision` grows whenever `counts` changed. */
export interface Workbench {
  model: OpenModel | null;
  session: Session | null;
  corpus: OpenCorpus | null;
  /** Text to tune on and to validate with, beside the scan's. */
  finetuneText: Record<TextPart, OpenCorpus | null>;
  /** What the task files hold. */
  tasks: readonly TaskSet[] | null;
  counts: Counts | null;
  selection: Selection | null;
  /** The run that trains, as of its last step. */
  training: KeptRun | null;
  revision: number;
}

export const workbench: Workbench = {
  model: null,
  session: null,
  corpus: null,
  finetuneText: { train: null, validation: null },
  tasks: null,
  counts: null,
  selection: null,
  training: null,
  revision: 0,
};

/** The value, or an error that says what to do first. */
export function need<T>(value: T | null, todo: string): T {
  if (value === null) throw new Error(todo);
  return value;
}

export function setCounts(counts: Counts | null): void {
  workbench.counts = counts;
  workbench.revision++;
}
