import type { CorpusFile, ImportOptions } from "../corpus/corpus";
import type { PerplexityChange } from "../evaluate/perplexityChange";
import type { EvaluationProgress, KeptEvaluation, Subject } from "./evaluation";
import type { Job } from "./job";

/** Whose loss over which text is measured. What is left out has a default. */
export interface ScoreRequest extends Subject {
  /** Text, a language a file; that of `text` when left out. */
  readonly files?: readonly CorpusFile[];
  /** The corpus that is open, or what fine-tuning validates with; the corpus when left out. */
  readonly text?: "corpus" | "validation";
  /** How the files are read. */
  readonly reading?: ImportOptions;
  /** All of the text when left out. */
  readonly languages?: readonly string[];
  /** Tokens a window; 512, or the model's context where that is smaller. */
  readonly seqLen?: number;
  /** Whole windows drawn with `seed`, at most so many tokens of each language; all when left out. */
  readonly tokensPerLanguage?: number;
  /** The same budget in windows. */
  readonly windows?: number;
  /** Put the BOS token before each window: its first token is then predicted, too. */
  readonly bos?: boolean;
  /** One document a window, cut at `seqLen`. */
  readonly oneDocumentAWindow?: boolean;
  /** Of the windows that are drawn, of the bootstrap and of random masks; 1 when left out. */
  readonly seed?: number;
  /** Of the bootstrap over windows; 1,000 when left out. */
  readonly resamples?: number;
}

/** Neurons by language. */
export interface GivenMask {
  readonly languages: readonly string[];
  /** [language][layer][indices]. */
  readonly neurons: readonly (readonly (readonly number[])[])[];
}

export interface DeactivationRequest extends ScoreRequest {
  /** The mask of the selection when left out. */
  readonly mask?: GivenMask;
  /** Languages whose neurons are zeroed; all that have some when left out. */
  readonly maskLanguages?: readonly string[];
}

/** Two perplexities of the same text by their ids. */
export interface PerplexityChangeRequest {
  readonly base: string;
  readonly tuned: string;
  readonly resamples?: number;
  readonly seed?: number;
}

/** The jobs that measure losses of text. */
export interface ScoreJobs {
  perplexity: Job<ScoreRequest, KeptEvaluation<"perplexity">, EvaluationProgress>;
  perplexityChange: Job<PerplexityChangeRequest, PerplexityChange>;
  deactivate: Job<DeactivationRequest, KeptEvaluation<"deactivation">, EvaluationProgress>;
}
