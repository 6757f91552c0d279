import type { BufferSlice } from "../gpu/buffers";
import { dropoutParams, mixBits } from "../kernels/dropout";
import { MOVE_OP, type MoveOp } from "../kernels/moveColumns";
import type { Linear, Vector } from "./layerModules";
import { f32Matrix, recordForward } from "./matrixProduct";
import { denseOf, type Run, tuningOf } from "./run";
import type { ModuleTuning } from "./tuning";

export type LoraTuning = Extract<ModuleTuning, { readonly kind: "lora" }>;
export type PickTuning = Extract<ModuleTuning, { readonly kind: "rows" | "columns" }>;

/** Rows that go through a linear layer. */
export interface LinearRows {
  readonly nRows: number;
  /** f32[nRows, nIn]; a whole buffer where the layer's columns are tuned. It is as before afterwards. */
  readonly x: GPUBuffer | BufferSlice;
}

/** Moves columns between a matrix of `width` columns and a narrow one that the workspace holds under `name`. */
export function moveChosen(
  run: Run,
  pass: GPUComputePassEncoder,
  op: MoveOp,
  { count, index }: PickTuning,
  wide: { readonly x: GPUBuffer | BufferSlice; readonly width: number; readonly nRows: number },
  name: string,
): GPUBuffer {
  const chosen = run.workspace.rows(name, count);
  const params = { n_rows: wide.nRows, n_columns: wide.width, n_index: count, op: MOVE_OP[op] };
  run.kernels.move.record(pass, { index, x: wide.x, chosen }, params);
  return chosen;
}

/** Drops elements of `x` in place, each module and each call with a mask of its own; nothing where nothing is to be dropped. */
export function recordDropout(
  run: Run,
  pass: GPUComputePassEncoder,
  { dropout, rank, a }: LoraTuning,
  x: GPUBuffer,
  nRows: number,
): void {
  if (run.dropoutSeed === null || dropout === 0) return;
  let salt = run.dropoutSeed;
  for (const letter of a.name) salt = mixBits(salt ^ letter.codePointAt(0)!);
  run.kernels.drop.record(pass, { x }, dropoutParams(nRows * rank, { share: dropout, salt }));
}

/** dropout(x A^T), [nRows, rank], in the workspace. */
export function recordLow(
  run: Run,
  pass: GPUComputePassEncoder,
  tuning: LoraTuning,
  nIn: number,
  { x, nRows }: LinearRows,
): GPUBuffer {
  const low = run.workspace.rows("linear.low", tuning.rank);
  recordForward(run, pass, f32Matrix(run.device, tuning.a.weight, tuning.rank, nIn), x, low, { nRows });
  recordDropout(run, pass, tuning, low, nRows);
  return low;
}

function recordBias(run: Run, pass: GPUComputePassEncoder, bias: Vector | null, y: GPUBuffer, nRows: number): void {
  if (!bias) return;
  const buffer = denseOf(run, bias.name)?.weight ?? bias.buffer;
  run.kernels.bias.record(pass, { bias: buffer, y }, { n_rows: nRows, n_columns: buffer.size / 4 });
}

/** y [nRows, nOut] of one linear layer as it is tuned; its output's scale comes behind its bias. */
export function linearForward(
  run: Run,
  pass: GPUComputePassEncoder,
  { name, matrix, bias }: Linear,
  { x, nRows }: LinearRows,
  y: GPUBuffer,
): void {
  const tuning = tuningOf(run, name);
  const { nIn, nOut } = matrix;
  const parameter = (weight: GPUBuffer, out: number, into: number) => f32Matrix(run.device, weight, out, into);
  const multiply = (from: GPUBuffer | BufferSlice, to: GPUBuffer) =>
    recordForward(run, pass, matrix, from, to, { nRows });

  switch (tuning?.kind) {
    case undefined:
      multiply(x, y);
      break;
    case "dense":
      recordForward(run, pass, parameter(tuning.weight.weight, nOut, nIn), x, y, { nRows });
      break;
    case "rows": {
      multiply(x, y);
      const chosen = run.workspace.rows("linear.chosen", tuning.count);
      recordForward(run, pass, parameter(tuning.weight.weight, tuning.count, nIn), x, chosen, { nRows });
      moveChosen(run, pass, "put", tuning, { x: y, width: nOut, nRows }, "linear.chosen");
      break;
    }
    case "columns": {
      const wide = { x, width: nIn, nRows };
      const chosen = moveChosen(run, pass, "take", tuning, wide, "linear.chosen");
      multiply(x, y);
      const scaling = { nRows, accumulate: true };
      recordForward(run, pass, parameter(tuning.weight.weight, nOut, tuning.count), chosen, y, scaling);
      moveChosen(run, pass, "put", tuning, wide, "linear.chosen");
      break;
    }
    case "lora": {
      multiply(x, y);
      const low = recordLow(run, pass, tuning, nIn, { x, nRows });
      const scaling = { nRows, accumulate: true, alpha: tuning.scale };
      recordForward(run, pass, parameter(tuning.b.weight, nOut, tuning.rank), low, y, scaling);
      break;
    }
    case "scaleInput": {
      const scaled = run.workspace.rows("linear.scaled", nIn);
      const params = { n_rows: nRows, n_columns: nIn, accumulate: 0 };
      run.kernels.scale.record(pass, { x, scale: tuning.scale.weight, y: scaled }, params);
      multiply(scaled, y);
      break;
    }
    case "scaleOutput": {
      const unscaled = recordUnscaled(run, pass, { name, matrix, bias }, { x, nRows });
      const params = { n_rows: nRows, n_columns: nOut, accumulate: 0 };
      run.kernels.scale.record(pass, { x: unscaled, scale: tuning.scale.weight, y }, params);
      return;
    }
  }
  recordBias(run, pass, bias, y, nRows);
}

/** x W^T + b before its output is scaled, in the workspace. */
export function recordUnscaled(
  run: Run,
  pass: GPUComputePassEncoder,
  { matrix, bias }: Linear,
  { x, nRows }: LinearRows,
): GPUBuffer {
  const unscaled = run.workspace.rows("linear.scaled", matrix.nOut);
  recordForward(run, pass, matrix, x, unscaled, { nRows });
  recordBias(run, pass, bias, unscaled, nRows);
  return unscaled;
}
