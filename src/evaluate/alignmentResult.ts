import type { Interval } from "./interval";

/** How alike the sentences of two languages are that translate each other. */
export interface PairSimilarity {
  /** Mean cosine of translations, and of line i of `a` with line i + 1 of `b`, around. Their difference is the gap. */
  readonly cosine: number;
  readonly cosineShuffled: number;
  /** Bootstrap over sentences, 95 %, of `cosine` and of the gap. */
  readonly cosineInterval: Interval;
  readonly gapInterval: Interval;
  /** Share of sentences of `a` whose nearest of `b` by cosine, the first of equals, is the translation; and the other way. */
  readonly accuracyForward: number;
  readonly accuracyBackward: number;
  /** Bootstrap over sentences, 95 %, of what each of them finds: the sentences it is searched among stay the same. */
  readonly accuracyForwardInterval: Interval;
  readonly accuracyBackwardInterval: Interval;
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
  /** Linear CKA (Kornblith et al. 2019), 0 to 1: biased upward where there are fewer sentences than numbers in a vector. */
  readonly cka: number;
  /** Euclidean, of the languages' means. */
  readonly centroidDistance: number;
  /**
   * Bootstrap over sentences, 95 %, of each measure's linear approximation (`InfluenceSeries`): rough where the measure is not far
   * beyond its own noise. Null where nothing approximates it: one language's sentences are all alike, or the means are the same.
   */
  readonly ckaInterval: Interval | null;
  readonly centroidDistanceInterval: Interval | null;
}

/** Why a language lacks sentences that others have. */
export interface MissingSentences {
  readonly language: string;
  /** Left out for all languages because this one has no text there, or the tokenizer no tokens for it. */
  readonly sentences: number;
}

export interface AlignmentResult {
  readonly languages: readonly string[];
  /** Where given, the only `a` of the pairs; else there are all pairs. */
  readonly pivot: string | null;
  readonly nSentences: number;
  /** Blocks of the model; there is one layer more. */
  readonly nLayers: number;
  /** Numbers of a sentence's vector, the mean over its tokens. */
  readonly dModel: number;
  readonly resamples: number;
  readonly seed: number;
  readonly missing: readonly MissingSentences[];
  /** Sentences of any language that were longer than the model's context, and cut. */
  readonly cut: number;
  /** By layer, then by `a` and `b` in the order of the languages. */
  readonly pairs: readonly PairAlignment[];
}

/** A measure of base and tuned model on the same sentences. */
export interface Change {
  /** Tuned minus base. */
  readonly difference: number;
  /** Bootstrap over sentences, 95 %, the same sentences of both. */
  readonly interval: Interval;
}

/** How the similarity of two languages changed. */
export interface SimilarityChange {
  readonly cosine: Change;
  readonly gap: Change;
  readonly accuracyForward: Change;
  readonly accuracyBackward: Change;
}

/** What changed between two languages in one layer. */
export interface PairChange {
  readonly a: string;
  readonly b: string;
  readonly layer: number;
  readonly raw: SimilarityChange;
  readonly centred: SimilarityChange;
  /** Of the measures' linear approximations; null where base or tuned has no interval. */
  readonly cka: Change | null;
  readonly centroidDistance: Change | null;
}

/** What changed from one alignment to another of the same sentences. */
export interface AlignmentChange {
  readonly resamples: number;
  readonly seed: number;
  readonly pairs: readonly PairChange[];
}
