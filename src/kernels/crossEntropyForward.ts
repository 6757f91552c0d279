import wgsl from "../../shaders/loss/cross_entropy_forward.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";

/** The target of a row that has none. */
export const NO_TARGET = 0xffffffff;

/** Log probabilities of the targets from rows of logits. */
export const crossEntropyForward = defineKernel({
  name: "cross_entropy_forward",
  wgsl,
  workgroupSize: [256],
  params: { n_rows: "u32", d_vocab: "u32" },
  buffers: {
    logits: ["read", "f32", "n_rows", "d_vocab"],
    targets: ["read", "u32", "n_rows"],
    log_prob: ["read_write", "f32", "n_rows"],
    log_sum_exp: ["read_write", "f32", "n_rows"],
  },
  threads: ({ n_rows }) => [256 * n_rows],
});

/** The definition, in f64: `logProb` and `logSumExp` are [n_rows]; NaN where a row has no softmax. */
export function crossEntropyForwardReference(logits: ArrayLike<number>, targets: Uint32Array) {
  const dVocab = logits.length / targets.length;
  const logProb = new Float64Array(targets.length);
  const logSumExp = new Float64Array(targets.length);
  for (const [row, target] of targets.entries()) {
    const own = Array.from({ length: dVocab }, (_, j) => logits[row * dVocab + j]!);
    const highest = own.reduce((a, b) => Math.max(a, b), -Infinity);
    logSumExp[row] = highest + Math.log(own.reduce((sum, x) => sum + Math.exp(x - highest), 0));
    if (target !== NO_TARGET) logProb[row] = (own[target] ?? Number.NaN) - logSumExp[row]!;
  }
  return { logProb, logSumExp };
}
