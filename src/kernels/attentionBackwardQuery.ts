import wgsl from "../../shaders/attention/attention_backward_query.wgsl?raw";
import tiles from "../../shaders/attention/attention_tiles.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";
import { attentionWeights, kvRow } from "./attentionForward";
import { ATTENTION_PARAMS, type AttentionShape, attentionWorkgroup, tileThreads } from "./attentionShape";

/** Gradient of attention with respect to its queries; `terms` come from attention_backward_terms. */
export const attentionBackwardQuery = (dHead: number) =>
  defineKernel({
    name: "attention_backward_query",
    wgsl: tiles + wgsl,
    workgroupSize: attentionWorkgroup,
    constants: { D_HEAD: dHead },
    params: ATTENTION_PARAMS,
    buffers: {
      q: ["read", "f32", "n_queries", "n_heads", dHead],
      k: ["read", "f32", "n_keys", "n_kv_heads", dHead],
      v: ["read", "f32", "n_keys", "n_kv_heads", dHead],
      window_start: ["read", "u32", "n_queries"],
      d_o: ["read", "f32", "n_queries", "n_heads", dHead],
      terms: ["read", "vec2f", "n_queries", "n_heads"],
      d_q: ["read_write", "f32", "n_queries", "n_heads", dHead],
    },
    threads: (params) => tileThreads(params, params.n_queries, params.n_heads, dHead),
  });

/** Gradients in f64, shaped as q, k and v. */
export interface AttentionGradients {
  readonly dQ: Float64Array<ArrayBuffer>;
  readonly dK: Float64Array<ArrayBuffer>;
  readonly dV: Float64Array<ArrayBuffer>;
}

/** The chain rule through one softmax row after the other: d_score = p (d_p - sum p d_p) scale with d_p = d_o . v. */
export function attentionBackwardReference(
  q: ArrayLike<number>,
  k: ArrayLike<number>,
  v: ArrayLike<number>,
  dO: ArrayLike<number>,
  sees: (query: number, key: number) => boolean,
  shape: AttentionShape,
): AttentionGradients {
  const { nQueries, nKeys, nHeads, nKvHeads, dHead, scale } = shape;
  const dQ = new Float64Array(nQueries * nHeads * dHead);
  const dK = new Float64Array(nKeys * nKvHeads * dHead);
  const dV = new Float64Array(nKeys * nKvHeads * dHead);
  for (let t = 0; t < nQueries; t++) {
    for (let h = 0; h < nHeads; h++) {
      const own = (t * nHeads + h) * dHead;
      const { weights } = attentionWeights(q, k, sees, shape, t, h);
      const dP = weights.map(([key]) => {
        let dot = 0;
        for (let c = 0; c < dHead; c++) dot += dO[own + c]! * v[kvRow(shape, key, h) * dHead + c]!;
        return dot;
      });
      const mean = weights.reduce((sum, [, p], i) => sum + p * dP[i]!, 0);
      for (const [i, [key, p]] of weights.entries()) {
        const other = kvRow(shape, key, h) * dHead;
        const dScore = p * (dP[i]! - mean) * scale;
        for (let c = 0; c < dHead; c++) {
          dQ[own + c]! += dScore * k[other + c]!;
          dK[other + c]! += dScore * q[own + c]!;
          dV[other + c]! += p * dO[own + c]!;
        }
      }
    }
  }
  return { dQ, dK, dV };
}
