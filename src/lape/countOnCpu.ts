import { countActiveReference } from "../kernels/countActive";
import type { LayerTap, WindowBatch } from "../model/activationSource";
import type { BatchCounts } from "./batchCounts";

/** Counts a batch whose gates are in memory, by the kernel's definition. */
export function countOnCpu(
  layers: readonly Float32Array[],
  taps: readonly LayerTap[],
  dMlp: number,
  { lengths, seqLen }: WindowBatch,
): BatchCounts {
  const overZero = new Uint32Array(layers.length * dMlp);
  const actSum = new Float64Array(layers.length * dMlp);
  for (const [l, gate] of layers.entries()) {
    const needed = lengths.length * seqLen * dMlp;
    if (gate.length < needed) throw new RangeError(`layer ${l}: ${gate.length} gates, not ${needed}`);
    const counts = countActiveReference(gate, lengths, seqLen, dMlp, taps[l]!.actFn);
    overZero.set(counts.overZero, l * dMlp);
    actSum.set(counts.actSum, l * dMlp);
  }
  return { overZero, actSum };
}
