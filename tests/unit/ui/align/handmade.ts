import type { AlignmentResult, PairAlignment, PairSimilarity } from "../../../../src/evaluate/alignmentResult";

/** Intervals a tenth wide, so that every number can be told from the others. */
export const similarity = (cosine: number): PairSimilarity => ({
  cosine,
  cosineShuffled: cosine - 0.25,
  cosineInterval: { low: cosine - 0.05, high: cosine + 0.05 },
  gapInterval: { low: 0.2, high: 0.3 },
  accuracyForward: cosine / 2,
  accuracyBackward: cosine / 4,
  accuracyForwardInterval: { low: cosine / 2 - 0.1, high: cosine / 2 + 0.1 },
  accuracyBackwardInterval: { low: cosine / 4 - 0.1, high: cosine / 4 + 0.1 },
});

const pair = (a: string, b: string, layer: number, cosine: number): PairAlignment => ({
  ...{ a, b, layer },
  raw: similarity(cosine),
  centred: similarity(cosine - 0.125),
  cka: cosine + 0.01,
  ckaInterval: { low: cosine - 0.05, high: cosine + 0.07 },
  centroidDistance: 100 * cosine,
  // Sentences of the embedding as apart as their translations.
  centroidDistanceInterval: layer === 0 ? null : { low: 90 * cosine, high: 110 * cosine },
});

export const LANGUAGES = ["cym_Latn", "deu_Latn", "eng_Latn"];

/** Two layers of three languages: pairs 0.5, 0.6, 0.7 in layer 0, and `step` more in layer 1. */
export function handmade(step: number): AlignmentResult {
  const pairs = [0, 1].flatMap((layer) => [
    pair("cym_Latn", "deu_Latn", layer, 0.5 + layer * step),
    pair("cym_Latn", "eng_Latn", layer, 0.6 + layer * step),
    pair("deu_Latn", "eng_Latn", layer, 0.7 + layer * step),
  ]);
  const rest = { pivot: null, nSentences: 24, nLayers: 1, dModel: 8, resamples: 100, seed: 1, missing: [], cut: 0 };
  return { languages: LANGUAGES, ...rest, pairs };
}
