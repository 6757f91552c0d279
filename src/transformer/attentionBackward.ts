import { attentionParams, HEAD_INV_RMS, prepareHeads, rotate, wholeRange } from "./attention";
import { type LayerBuffers, scratch } from "./block";
import type { LayerModules, Vector } from "./layerModules";
import { linearBackward } from "./linearBackward";
import type { Reaches } from "./mlpBackward";
import { normBackward, normForward } from "./norm";
import type { TrainingRun } from "./run";
import { STAGE } from "./trainedStages";

/** Gradients of one projection's heads: back through their rotation and norm, into the workspace. */
function headsBackward(
  run: TrainingRun,
  pass: GPUComputePassEncoder,
  {
    norm,
    projected,
    dHeads,
    count,
    key,
  }: {
    readonly norm: Vector | undefined;
    /** What the projection gave. */
    readonly projected: GPUBuffer;
    readonly dHeads: GPUBuffer;
    readonly count: number;
    readonly key: "q" | "k";
  },
): GPUBuffer {
  rotate(run, pass, dHeads, count, -1);
  if (!norm) return dHeads;
  const { dHead } = run.config;
  const dProjected = run.workspace.rows(`head.d_${key}`, count * dHead);
  const invRms = run.workspace.rows(HEAD_INV_RMS[key], count);
  const rows = { nRows: run.rows.nTokens * count, width: dHead, x: projected, invRms };
  normBackward(run, pass, norm, rows, { dy: dHeads, dx: dProjected, accumulate: false });
  return dProjected;
}

/**
 * Gradients of a layer's attention block. `dStream` [n_tokens, d_model] is the gradient of the stream between the layer's blocks,
 * and becomes that of the stream into it. Stops where nothing further down is trained (`reaches`).
 */
export function attentionBackward(
  run: TrainingRun,
  pass: GPUComputePassEncoder,
  modules: LayerModules,
  buffers: LayerBuffers,
  dStream: GPUBuffer,
  reaches: Reaches,
): void {
  const { workspace, config, rows, backward } = run;
  const { dModel, nHeads, nKvHeads, dHead } = config;
  const { input, v, o, logSumExp } = buffers;
  const nRows = rows.nTokens;
  const dO = reaches(STAGE.headNorm) ? workspace.rows("d_o", nHeads * dHead) : null;
  linearBackward(run, pass, modules.o, { x: o, dy: dStream, dx: dO, nRows });
  if (!dO) return;

  const { q, k } = prepareHeads(run, pass, modules, buffers, true);
  const [dQ, dK, dV] = [nHeads, nKvHeads, nKvHeads].map((count, i) =>
    workspace.rows(`d_${"qkv"[i]}`, count * dHead),
  ) as [GPUBuffer, GPUBuffer, GPUBuffer];
  const terms = workspace.rows("attention.terms", 2 * nHeads);
  const params = attentionParams(run, wholeRange(nRows));
  const sizes = { n_queries: nRows, n_heads: nHeads };
  backward.terms.record(pass, { log_sum_exp: logSumExp, o, d_o: dO, terms }, sizes);
  backward.query.record(pass, { q, k, v, window_start: rows.windowStart, d_o: dO, terms, d_q: dQ }, params);
  backward.keyValue.record(pass, { q, k, v, window_end: rows.windowEnd, d_o: dO, terms, d_k: dK, d_v: dV }, params);
  const { headNorms } = modules;
  const qHeads = { norm: headNorms?.q, projected: buffers.q, dHeads: dQ, count: nHeads, key: "q" } as const;
  const kHeads = { norm: headNorms?.k, projected: buffers.k, dHeads: dK, count: nKvHeads, key: "k" } as const;
  const dProjected = { q: headsBackward(run, pass, qHeads), k: headsBackward(run, pass, kHeads), v: dV };
  if (!reaches(STAGE.qkv)) return;

  const { normed, invRms } = scratch(run);
  const norm = { nRows, width: dModel, x: input, invRms };
  normForward(run, pass, modules.inputNorm, norm, normed);
  const dNormed = workspace.rows("dNormed", dModel);
  const dx = reaches(STAGE.inputNorm) ? dNormed : null;
  for (const key of ["q", "k", "v"] as const) {
    linearBackward(run, pass, modules[key], { x: normed, dy: dProjected[key], dx, nRows, accumulate: key !== "q" });
  }
  if (!dx) return;
  const dStreamOrNone = reaches(STAGE.inputNorm - 1) ? dStream : null;
  normBackward(run, pass, modules.inputNorm, norm, { dy: dNormed, dx: dStreamOrNone, accumulate: true });
}
