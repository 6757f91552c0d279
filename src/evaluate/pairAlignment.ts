import type { PairAlignment, PairSimilarity } from "./alignmentResult";
import type { Interval } from "./interval";
import { meanInterval, type Resamples } from "./meanIntervals";
import type { PairReduction, SentenceSimilarity } from "./reduceLayer";
import type { InfluenceSeries } from "./sentenceInfluence";

/** What each sentence of a pair counts by; means of these are the pair's measures. */
export const SIMILARITY_SERIES = ["cosine", "shuffled", "forward", "backward"] as const;

/** By sentence: cosines, and 1 where the nearest is the translation. */
export type SimilaritySeries = Readonly<Record<(typeof SIMILARITY_SERIES)[number], Float32Array<ArrayBuffer>>>;

/** What each sentence of a pair in one layer counts. */
export interface PairSeries {
  readonly raw: SimilaritySeries;
  readonly centred: SimilaritySeries;
  readonly influence: InfluenceSeries;
}

const hits = (nearest: Uint32Array): Float32Array<ArrayBuffer> =>
  Float32Array.from(nearest, (found, i) => (found === i ? 1 : 0));

const seriesOf = ({ cosine, shuffled, forward, backward }: SentenceSimilarity): SimilaritySeries => ({
  cosine,
  shuffled,
  forward: hits(forward),
  backward: hits(backward),
});

/** What each sentence counts. */
export const pairSeries = ({ raw, centred, influence }: PairReduction): PairSeries => ({
  raw: seriesOf(raw),
  centred: seriesOf(centred),
  influence,
});

export const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((a, b) => a + b, 0) / values.length;

/** By how much each sentence is closer to its translation than to another. */
export const gapOf = ({ cosine, shuffled }: SimilaritySeries): Float64Array<ArrayBuffer> =>
  Float64Array.from(cosine, (value, i) => value - shuffled[i]!);

function similarity(series: SimilaritySeries, resamples: Resamples): PairSimilarity {
  return {
    cosine: mean(series.cosine),
    cosineShuffled: mean(series.shuffled),
    cosineInterval: meanInterval(series.cosine, resamples),
    gapInterval: meanInterval(gapOf(series), resamples),
    accuracyForward: mean(series.forward),
    accuracyBackward: mean(series.backward),
    accuracyForwardInterval: meanInterval(series.forward, resamples),
    accuracyBackwardInterval: meanInterval(series.backward, resamples),
  };
}

/** The bootstrap's interval as far as the measure itself can lie there: its linear approximation may go beyond. */
function boundedInterval(series: ArrayLike<number> | null, resamples: Resamples, most: number): Interval | null {
  if (series === null) return null;
  const { low, high } = meanInterval(series, resamples);
  return { low: Math.max(0, low), high: Math.min(most, high) };
}

/** What a pair of languages measures in one layer. */
export function pairAlignment(
  pair: Pick<PairAlignment, "a" | "b" | "layer">,
  { raw, centred, influence }: PairSeries,
  { cka, centroidDistance }: Pick<PairReduction, "cka" | "centroidDistance">,
  resamples: Resamples,
): PairAlignment {
  return {
    ...pair,
    raw: similarity(raw, resamples),
    centred: similarity(centred, resamples),
    cka,
    ckaInterval: boundedInterval(influence.cka, resamples, 1),
    centroidDistance,
    centroidDistanceInterval: boundedInterval(influence.centroidDistance, resamples, Infinity),
  };
}
