import type { Interval } from "./interval";

/** A number of a task, as `acc` or `chrf`. */
export interface TaskMetric {
  /** As lm-evaluation-harness names it: `acc`, `acc_norm`, `bleu`, `chrf`. */
  readonly name: string;
  /** How it was made, in front of people: "likelihood", "likelihood, normalised by bytes", "generate and extract". */
  readonly how: string;
  readonly value: number;
  /** Bootstrap over examples. */
  readonly interval: Interval;
  /** sacreBLEU's, where there is one. */
  readonly signature: string | null;
}

/** One example as it was answered. */
export interface TaskExample {
  readonly id: string;
  readonly prompt: string;
  /** Choices with their log-likelihoods in nats; empty where text was generated. */
  readonly choices: readonly { readonly text: string; readonly logLikelihood: number }[];
  /** What was generated; null where likelihoods decided. */
  readonly output: string | null;
  readonly expected: string;
  /** By metric. */
  readonly scores: Readonly<Record<string, number>>;
}

export interface TaskResult {
  /** As "belebele". */
  readonly task: string;
  /** Where known. */
  readonly language: string | null;
  readonly fewShot: number;
  readonly metrics: readonly TaskMetric[];
  readonly examples: readonly TaskExample[];
  /** Rows that were left out, and why. */
  readonly skipped: readonly { readonly row: number; readonly reason: string }[];
}
