import type { Change, PairAlignment, PairChange, SimilarityChange } from "./alignmentResult";
import { meanInterval, type Resamples } from "./meanIntervals";
import { gapOf, mean, type PairSeries, type SimilaritySeries } from "./pairAlignment";

function change(base: ArrayLike<number>, tuned: ArrayLike<number>, resamples: Resamples): Change {
  const differences = Float64Array.from(tuned, (value, i) => value - base[i]!);
  return { difference: mean(differences), interval: meanInterval(differences, resamples) };
}

const similarityChange = (base: SimilaritySeries, tuned: SimilaritySeries, resamples: Resamples): SimilarityChange => ({
  cosine: change(base.cosine, tuned.cosine, resamples),
  gap: change(gapOf(base), gapOf(tuned), resamples),
  accuracyForward: change(base.forward, tuned.forward, resamples),
  accuracyBackward: change(base.backward, tuned.backward, resamples),
});

/** What changed between two languages in one layer, with intervals over the same sentences of both. */
export function pairChange(
  { a, b, layer }: Pick<PairAlignment, "a" | "b" | "layer">,
  base: PairSeries,
  tuned: PairSeries,
  resamples: Resamples,
): PairChange {
  const raw = similarityChange(base.raw, tuned.raw, resamples);
  return { a, b, layer, raw, centred: similarityChange(base.centred, tuned.centred, resamples) };
}
