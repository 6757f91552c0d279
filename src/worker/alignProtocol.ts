import type { CorpusFile, ImportOptions } from "../corpus/corpus";
import type { AlignmentChange } from "../evaluate/alignmentResult";
import type { EvaluationProgress, KeptEvaluation, Subject } from "./evaluation";
import type { Job } from "./job";

/** Which translations are compared. */
export interface AlignRequest extends Subject {
  /** Files aligned by line (record), a language a file, or by the id field that `reading` names; the open corpus when left out. */
  readonly files?: readonly CorpusFile[];
  /** How the files are read. */
  readonly reading?: ImportOptions;
  /** All when left out. */
  readonly languages?: readonly string[];
  /** Compare with this language alone. */
  readonly pivot?: string;
  /** The first so many that all languages have; all when left out. */
  readonly sentences?: number;
  /** Of the bootstrap. */
  readonly seed?: number;
  readonly resamples?: number;
}

/** Two alignments of the same sentences, by their ids. */
export interface AlignmentChangeRequest {
  readonly base: string;
  readonly tuned: string;
  readonly seed?: number;
  readonly resamples?: number;
}

export interface AlignJobs {
  align: Job<AlignRequest, KeptEvaluation<"alignment">, EvaluationProgress>;
  alignmentChange: Job<AlignmentChangeRequest, AlignmentChange, EvaluationProgress>;
}
