import type { Interval } from "./interval";

/** A number of a task, as `acc` or `chrf`. */
export interface TaskMetric {
  /** As lm-evaluation-harness names it: `acc`, `acc_norm`, `exact_match`, `bleu`, `chrf`. */
  readonly name: string;
  /** How it was made, in front of people: "likelihood", "likelihood, normalised by characters", "generate and extract". */
  readonly how: string;
  /** Accuracies are shares, 0 to 1; bleu and chrf are 0 to 100. */
  readonly value: number;
  /** Bootstrap over examples. */
  readonly interval: Interval;
  /** sacreBLEU's, where there is one. */
  readonly signature: string | null;
}

/** A choice and how likely the model finds it. */
export interface WeighedChoice {
  readonly text: string;
  /** log p of the continuation behind its context, in nats. */
  readonly logLikelihood: number;
  /** What was weighed, where it is not the text behind the prompt: in WinoGrande the choice stands in the context. */
  readonly asked?: { readonly context: string; readonly continuation: string };
}

/** One example as it was answered. */
export interface TaskExample {
  readonly id: string;
  readonly prompt: string;
  /** Choices with their log-likelihoods in nats; empty where text was generated. */
  readonly choices: readonly WeighedChoice[];
  /** What was generated; null where likelihoods decided. */
  readonly output: string | null;
  /** What counted as the answer: the likeliest choice, or what was read out of the output; null where nothing could be. */
  readonly answer: string | null;
  readonly expected: string;
  /** Place of the right one among `choices`, of which two may be equal; left out where text was generated. */
  readonly gold?: number;
  /** By metric. */
  readonly scores: Readonly<Record<string, number>>;
}

/** A row that was left out, and why. */
export interface SkippedRow {
  readonly file?: string;
  /** From 1: the line of the file, or the place in a JSON list; 0 for the whole file. */
  readonly row: number;
  readonly reason: string;
}

/** What one model answered in a task in one language, and how well. */
export interface TaskResult {
  /** As "belebele". */
  readonly task: string;
  /** Where known. */
  readonly language: string | null;
  /** Whose prompts and scoring: "lm-evaluation-harness", "Gurgurov et al. (2025)". Numbers of two are not comparable. */
  readonly preset: string;
  readonly fewShot: number;
  /** Of the examples in the prompt, and of the bootstrap. */
  readonly seed: number;
  /** Of the bootstrap; its default where left out. */
  readonly resamples?: number;
  readonly metrics: readonly TaskMetric[];
  readonly examples: readonly TaskExample[];
  readonly skipped: readonly SkippedRow[];
  /** Prompts that were longer than the model's context and lost their beginning. */
  readonly cut: number;
}
