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

/** Of what may be missing of either. */
const changeOfKnown = (
  base: ArrayLike<number> | null,
  tuned: ArrayLike<number> | null,
  resamples: Resamples,
): Change | null => (base && tuned ? change(base, tuned, resamples) : null);

/** What changed between two languages in one layer, with intervals over the same sentences of both. */
export function pairChange(
  { a, b, layer }: Pick<PairAlignment, "a" | "b" | "layer">,
  base: PairSeries,
  tuned: PairSeries,
  resamples: Resamples,
): PairChange {
  const [before, after] = [base.influence, tuned.influence];
  return {
    ...{ a, b, layer },
    raw: similarityChange(base.raw, tuned.raw, resamples),
    centred: similarityChange(base.centred, tuned.centred, resamples),
    cka: changeOfKnown(before.cka, after.cka, resamples),
    centroidDistance: changeOfKnown(before.centroidDistance, after.centroidDistance, resamples),
  };
}
