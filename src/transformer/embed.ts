import { wordsPerRow } from "../tensor/matrixFormat";
import type { Linear } from "./layerModules";
import { f32Matrix } from "./matrixProduct";
import { denseOf, type Run, type TrainingRun } from "./run";
import type { TokenGroups } from "./sortByToken";

/** x[t, :] = the embedding of row t's token, [n_tokens, d_model]. */
export function embed(run: Run, pass: GPUComputePassEncoder, { name, matrix }: Linear, x: GPUBuffer): void {
  const tuned = denseOf(run, name)?.weight;
  const { format, nIn, parts } = tuned ? f32Matrix(run.device, tuned, matrix.nOut, matrix.nIn) : matrix;
  const { embedding } = run.formats.of(format);
  const { ids, nTokens } = run.rows;
  const size = { n_rows: nTokens, d_model: nIn, words_per_row: wordsPerRow(format, nIn) };
  for (const part of parts) {
    const params = { ...size, n_table_rows: part.nRows, first_row: part.firstRow };
    embedding.record(pass, { ids, w: part, x }, params);
  }
}

/** Adds each row's gradient `dx` to the gradient of its token's embedding. */
export function embedBackward(
  run: TrainingRun,
  pass: GPUComputePassEncoder,
  { name, matrix }: Linear,
  dx: GPUBuffer,
  { unique, starts, order }: TokenGroups,
): void {
  const dtable = denseOf(run, name)?.grad;
  if (!dtable) return;
  const { workspace, backward, rows } = run;
  const buffers = {
    unique: workspace.filled("groups.unique", unique),
    starts: workspace.filled("groups.starts", starts),
    order: workspace.filled("groups.order", order),
    dx,
    dtable,
  };
  backward.embedding.record(pass, buffers, {
    n_rows: rows.nTokens,
    n_unique: unique.length,
    n_unique_plus_1: unique.length + 1,
    d_model: matrix.nIn,
    d_vocab: matrix.nOut,
  });
}
