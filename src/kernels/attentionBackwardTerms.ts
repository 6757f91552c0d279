import wgsl from "../../shaders/attention/attention_backward_terms.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";

/** Packs what both backward kernels of attention read of each softmax, so that they do with 8 buffers. */
export const attentionBackwardTerms = (dHead: number) =>
  defineKernel({
    name: "attention_backward_terms",
    wgsl,
    workgroupSize: [64],
    constants: { D_HEAD: dHead },
    params: { n_queries: "u32", n_heads: "u32" },
    buffers: {
      log_sum_exp: ["read", "f32", "n_queries", "n_heads"],
      o: ["read", "f32", "n_queries", "n_heads", dHead],
      d_o: ["read", "f32", "n_queries", "n_heads", dHead],
      terms: ["read_write", "vec2f", "n_queries", "n_heads"],
    },
    threads: ({ n_queries, n_heads }) => [n_queries * n_heads],
  });

/** [n_queries, n_heads, 2]: log_sum_exp as given, and delta = d_o . o. */
export function attentionBackwardTermsReference(
  logSumExp: ArrayLike<number>,
  o: ArrayLike<number>,
  dO: ArrayLike<number>,
  dHead: number,
): Float64Array<ArrayBuffer> {
  const terms = new Float64Array(2 * logSumExp.length);
  for (let row = 0; row < logSumExp.length; row++) {
    terms[2 * row] = logSumExp[row]!;
    for (let c = 0; c < dHead; c++) terms[2 * row + 1]! += dO[row * dHead + c]! * o[row * dHead + c]!;
  }
  return terms;
}
