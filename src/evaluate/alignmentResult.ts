import type { Interval } from "./interval";

/** How alike the sentences of two languages are that translate each other. */
export interface PairSimilarity {
  /** Mean cosine of translations, and of pairs shifted by one line. Their difference is the gap. */
  readonly cosine: number;
  readonly cosineShuffled: number;
  /** Bootstrap over sentences of `cosine` and of the gap. */
  readonly cosineInterval: Interval;
  readonly gapInterval: Interval;
  /** Share of sentences of `a` whose nearest of `b` by cosine is the translation, and the other way. */
  readonly accuracyForward: number;
  readonly accuracyBackward: number;
}

/** Two languages in one layer. */
export interface PairAlignment {
  readonly a: string;
  readonly b: string;
  /** 0: the embedding; l: behind block l. */
  readonly layer: number;
  readonly raw: PairSimilarity;
  /** After each language's own mean was taken off. */
  readonly centred: PairSimilarity;
  /** Linear CKA, 0 to 1. */
  readonly cka: number;
  /** Euclidean, of the languages' means. */
  readonly centroidDistance: number;
}

export interface AlignmentResult {
  readonly languages: readonly string[];
  readonly nSentences: number;
  /** Blocks of the model; there is one layer more. */
  readonly nLayers: number;
  readonly resamples: number;
  readonly seed: number;
  readonly pairs: readonly PairAlignment[];
}
