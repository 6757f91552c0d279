import wgsl from "../../shaders/attention/attention_forward.wgsl?raw";
import tiles from "../../shaders/attention/attention_tiles.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";
import { ATTENTION_PARAMS, type AttentionShape, attentionWorkgroup, tileThreads } from "./attentionShape";

/** Buffers of attention_forward and attention_row. */
export const attentionBuffers = (dHead: number) =>
  ({
    q: ["read", "f32", "n_queries", "n_heads", dHead],
    k: ["read", "f32", "n_keys", "n_kv_heads", dHead],
    v: ["read", "f32", "n_keys", "n_kv_heads", dHead],
    window_start: ["read", "u32", "n_queries"],
    o: ["read_write", "f32", "n_queries", "n_heads", dHead],
    log_sum_exp: ["read_write", "f32", "n_queries", "n_heads"],
  }) as const;

/** Causal grouped-query attention over windows, for heads of `dHead` channels. */
export const attentionForward = (dHead: number) =>
  defineKernel({
    name: "attention_forward",
    wgsl: tiles + wgsl,
    workgroupSize: attentionWorkgroup,
    constants: { D_HEAD: dHead },
    params: ATTENTION_PARAMS,
    buffers: attentionBuffers(dHead),
    threads: (params) => tileThreads(params, params.n_queries, params.n_heads, dHead),
  });

/** What attention gives. */
export interface AttentionOutput {
  /** f64[n_queries, n_heads, d_head]. */
  readonly o: Float64Array<ArrayBuffer>;
  /** f64[n_queries, n_heads]; -Infinity for a query that sees no key. */
  readonly logSumExp: Float64Array<ArrayBuffer>;
}

/** The definition, with the whole row of scores: o = softmax(scale * q . k) v over the keys that `sees` allows. */
export function attentionForwardReference(
  q: ArrayLike<number>,
  k: ArrayLike<number>,
  v: ArrayLike<number>,
  sees: (query: number, key: number) => boolean,
  shape: AttentionShape,
): AttentionOutput {
  const { nQueries, nHeads, dHead } = shape;
  const o = new Float64Array(nQueries * nHeads * dHead);
  const logSumExp = new Float64Array(nQueries * nHeads);
  for (let t = 0; t < nQueries; t++) {
    for (let h = 0; h < nHeads; h++) {
      const row = t * nHeads + h;
      const { weights, logTotal } = attentionWeights(q, k, sees, shape, t, h);
      logSumExp[row] = logTotal;
      for (const [key, weight] of weights) {
        for (let c = 0; c < dHead; c++) o[row * dHead + c]! += weight * v[kvRow(shape, key, h) * dHead + c]!;
      }
    }
  }
  return { o, logSumExp };
}

/** Row of k and v, as [n_keys * n_kv_heads, d_head], that head h reads for a key. */
export const kvRow = ({ nHeads, nKvHeads }: AttentionShape, key: number, h: number): number =>
  key * nKvHeads + Math.floor((h * nKvHeads) / nHeads);

/** The softmax of one query and head, as [key, probability] of the keys it sees. */
export function attentionWeights(
  q: ArrayLike<number>,
  k: ArrayLike<number>,
  sees: (query: number, key: number) => boolean,
  shape: AttentionShape,
  t: number,
  h: number,
): { readonly weights: readonly (readonly [key: number, weight: number])[]; readonly logTotal: number } {
  const { nKeys, nHeads, dHead, scale } = shape;
  const keys = Array.from({ length: nKeys }, (_, key) => key).filter((key) => sees(t, key));
  const scores = keys.map((key) => {
    let dot = 0;
    for (let c = 0; c < dHead; c++) dot += q[(t * nHeads + h) * dHead + c]! * k[kvRow(shape, key, h) * dHead + c]!;
    return scale * dot;
  });
  const highest = scores.reduce((a, b) => Math.max(a, b), -Infinity);
  const total = scores.reduce((sum, score) => sum + Math.exp(score - highest), 0);
  const logTotal = keys.length === 0 ? -Infinity : highest + Math.log(total);
  return { weights: keys.map((key, i) => [key, Math.exp(scores[i]! - highest) / total]), logTotal };
}
