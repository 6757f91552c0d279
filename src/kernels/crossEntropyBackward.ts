import wgsl from "../../shaders/loss/cross_entropy_backward.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";
import { crossEntropyForwardReference, NO_TARGET } from "./crossEntropyForward";

/** Turns logits into the gradient of the weighted cross entropy, in place. At most 65,535 rows. */
export const crossEntropyBackward = defineKernel({
  name: "cross_entropy_backward",
  wgsl,
  workgroupSize: [64, 1],
  params: { n_rows: "u32", d_vocab: "u32" },
  buffers: {
    logits: ["read_write", "f32", "n_rows", "d_vocab"],
    targets: ["read", "u32", "n_rows"],
    log_sum_exp: ["read", "f32", "n_rows"],
    weights: ["read", "f32", "n_rows"],
  },
  threads: ({ n_rows, d_vocab }) => [d_vocab, n_rows],
});

/** The definition, in f64, [n_rows, d_vocab]: of -sum of weights * log_prob. */
export function crossEntropyBackwardReference(
  logits: ArrayLike<number>,
  targets: Uint32Array,
  weights: ArrayLike<number>,
): Float64Array<ArrayBuffer> {
  const { logProb, logSumExp } = crossEntropyForwardReference(logits, targets);
  const dVocab = logits.length / targets.length;
  return Float64Array.from({ length: logits.length }, (_, i) => {
    const row = Math.floor(i / dVocab);
    const target = targets[row]!;
    if (target === NO_TARGET) return 0;
    if (Number.isNaN(logProb[row])) return Number.NaN;
    return (Math.exp(logits[i]! - logSumExp[row]!) - (i % dVocab === target ? 1 : 0)) * weights[row]!;
  });
}
