import { NOT_FINITE } from "../kernels/countActive";
import { type ActivationStats, addInto } from "./activationStats";

/** Counts of one batch, flat [layer * dMlp + neuron]. */
export interface BatchCounts {
  readonly overZero: Uint32Array<ArrayBuffer>;
  readonly actSum: Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;
}

/**
 * Adds a batch of `nTokens` tokens of language `k`, or nothing: throws, naming the layer, where gates were NaN or infinite or
 * counts exceed the tokens (a dispatch that never ran leaves such).
 */
export function addBatchCounts(stats: ActivationStats, k: number, nTokens: number, counts: BatchCounts): void {
  checkCounts(counts, nTokens, stats.dMlp);
  addInto(stats.overZero[k]!, counts.overZero);
  addInto(stats.actSum[k]!, counts.actSum);
  stats.n[k]! += nTokens;
}

function checkCounts({ overZero, actSum }: BatchCounts, nTokens: number, dMlp: number): void {
  const bad = overZero.findIndex((count, j) => count > nTokens || !Number.isFinite(actSum[j]!));
  if (bad < 0) return;
  const [layer, index] = [Math.floor(bad / dMlp), bad % dMlp];
  if (overZero[bad] === NOT_FINITE || overZero[bad]! <= nTokens) {
    const broken = overZero.subarray(layer * dMlp, (layer + 1) * dMlp).filter((count) => count > nTokens).length || 1;
    throw new Error(
      `layer ${layer}: the gates of ${broken} of ${dMlp} neurons are NaN or infinite, first of L${layer}N${index}. ` +
        "Nothing can be counted on such numbers: choose another dtype or provider",
    );
  }
  throw new Error(
    `layer ${layer}: L${layer}N${index} counts ${overZero[bad]} active tokens of ${nTokens}; the GPU failed`,
  );
}
