import { keyValueWidth, type LayerKeyValues } from "./keyValueCache";
import type { LayerModules, Vector } from "./layerModules";
import { linearForward } from "./linear";
import { normForward } from "./norm";
import type { Run } from "./run";

/** What attention computes from and leaves behind, in f32. */
export interface AttentionBuffers {
  /** What q_proj and k_proj give, [n_tokens, n_heads * d_head] and [n_tokens, n_kv_heads * d_head]; normed and rotated below. */
  readonly q: GPUBuffer;
  readonly k: GPUBuffer;
  readonly v: GPUBuffer;
  /** [n_tokens, n_heads * d_head]. */
  readonly o: GPUBuffer;
  /** [n_tokens, n_heads]. */
  readonly logSumExp: GPUBuffer;
}

/** Queries of this call and the keys that they may see, some of which may be older than the call. */
export interface AttentionRange {
  readonly nQueries: number;
  readonly nKeys: number;
  /** Key that the first query stands at. */
  readonly keyOffset: number;
}

/** Every token of a call is a query and a key. */
export const wholeRange = (nTokens: number): AttentionRange => ({ nQueries: nTokens, nKeys: nTokens, keyOffset: 0 });

/** The params that all kernels of attention share. */
export const attentionParams = (
  { config: { nHeads, nKvHeads, dHead, slidingWindow } }: Run,
  { nQueries, nKeys, keyOffset }: AttentionRange,
) => ({
  n_queries: nQueries,
  n_keys: nKeys,
  n_heads: nHeads,
  n_kv_heads: nKvHeads,
  key_offset: keyOffset,
  sliding: slidingWindow ?? 0,
  scale: 1 / Math.sqrt(dHead),
});

/** Turns the heads of `x` by their positions, in place; -1 turns gradients back. */
export function rotate(run: Run, pass: GPUComputePassEncoder, x: GPUBuffer, nHeads: number, direction: 1 | -1): void {
  const { positions, cosSin, nPositions, nTokens } = run.rows;
  const params = { n_rows: nTokens, n_heads: nHeads, d_head: run.config.dHead, n_positions: nPositions, direction };
  run.kernels.rope.record(pass, { positions, cos_sin: cosSin, x }, params);
}

/** What rotated heads are called in the workspace where they must not overwrite what the projections gave. */
const NORMED = { q: "head.q", k: "head.k" } as const;
export const HEAD_INV_RMS = { q: "head.qInvRms", k: "head.kInvRms" } as const;

/**
 * Queries and keys as attention takes them. Without head norms they are turned where they lie, and must not be turned twice:
 * `isRotated` says that they were.
 */
export function prepareHeads(
  run: Run,
  pass: GPUComputePassEncoder,
  { headNorms }: LayerModules,
  { q, k }: AttentionBuffers,
  isRotated = false,
): { readonly q: GPUBuffer; readonly k: GPUBuffer } {
  const { nHeads, nKvHeads, dHead } = run.config;
  const prepare = (x: GPUBuffer, count: number, key: "q" | "k", norm: Vector | undefined): GPUBuffer => {
    if (!norm) {
      if (!isRotated) rotate(run, pass, x, count, 1);
      return x;
    }
    const normed = run.workspace.rows(NORMED[key], count * dHead);
    const invRms = run.workspace.rows(HEAD_INV_RMS[key], count);
    normForward(run, pass, norm, { nRows: run.rows.nTokens * count, width: dHead, x, invRms }, normed);
    rotate(run, pass, normed, count, 1);
    return normed;
  };
  return { q: prepare(q, nHeads, "q", headNorms?.q), k: prepare(k, nKvHeads, "k", headNorms?.k) };
}

/** The keys and values that a call's queries may see: its own, behind those of the tokens before it where they are cached. */
function keysSeen(
  run: Run,
  pass: GPUComputePassEncoder,
  layer: number,
  own: LayerKeyValues,
): LayerKeyValues & { readonly range: AttentionRange } {
  const { cache, config, kernels } = run;
  const { nTokens } = run.rows;
  if (!cache) return { ...own, range: wholeRange(nTokens) };
  const { past } = cache;
  const all = cache.of(layer);
  const params = { n_rows: nTokens, n_keys: past + nTokens, width: keyValueWidth(config) };
  kernels.append.record(pass, { ...own, all_k: all.k, all_v: all.v }, params);
  return { ...all, range: { nQueries: nTokens, nKeys: past + nTokens, keyOffset: past } };
}

/** What the attention block adds to the stream, from its normed input `x`, into `branch` [n_tokens, d_model]. */
export function attentionForward(
  run: Run,
  pass: GPUComputePassEncoder,
  modules: LayerModules,
  x: GPUBuffer,
  buffers: AttentionBuffers,
  branch: GPUBuffer,
): void {
  const { nTokens, windowStart } = run.rows;
  const { v, o, logSumExp } = buffers;
  const rows = { x, nRows: nTokens };
  linearForward(run, pass, modules.q, rows, buffers.q);
  linearForward(run, pass, modules.k, rows, buffers.k);
  linearForward(run, pass, modules.v, rows, v);
  const { q, k } = prepareHeads(run, pass, modules, buffers);
  const { range, ...keyValues } = keysSeen(run, pass, modules.layer, { k, v });
  const bound = { q, ...keyValues, window_start: windowStart, o, log_sum_exp: logSumExp };
  const kernel = range.nQueries === 1 ? run.kernels.attentionRow : run.kernels.attention;
  kernel.record(pass, bound, attentionParams(run, range));
  linearForward(run, pass, modules.o, { x: o, nRows: nTokens }, branch);
}
