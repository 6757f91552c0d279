import type { BufferSlice } from "../gpu/buffers";
import type { Linear } from "./layerModules";
import { type LinearRows, moveChosen, recordDropout, recordLow, recordUnscaled } from "./linear";
import { f32Matrix, recordBackwardInput, recordBackwardWeight } from "./matrixProduct";
import { denseOf, type TrainingRun, tuningOf } from "./run";
import type { Parameter } from "./tuning";

/** What a linear layer's gradients are computed from, and where that of its input goes. */
export interface LinearGradients extends LinearRows {
  /** f32[nRows, nOut]; as before afterwards. A whole buffer where the layer's rows are tuned. */
  readonly dy: GPUBuffer | BufferSlice;
  /** f32[nRows, nIn]; null where nothing below is trained. A whole buffer where the layer's columns are tuned. */
  readonly dx: GPUBuffer | BufferSlice | null;
  /** Adds to dx rather than overwriting it. */
  readonly accumulate?: boolean;
}

/** Whether the gradients of this layer need its input again: only where it is trained itself. */
export function needsInput(run: TrainingRun, { name }: Linear): boolean {
  const tuning = tuningOf(run, name);
  if (tuning === null) return false;
  if (tuning.kind === "lora") return tuning.a.grad !== null || tuning.b.grad !== null;
  return ("weight" in tuning ? tuning.weight : tuning.scale).grad !== null;
}

type Source = GPUBuffer | BufferSlice;

/** sums[j] += sum over rows of a[t, j], or of a[t, j] * b[t, j]. */
function recordSums(
  { backward }: TrainingRun,
  pass: GPUComputePassEncoder,
  { a, b, sums }: { readonly a: Source; readonly b?: Source; readonly sums: GPUBuffer },
  [n_rows, n_columns]: readonly [number, number],
): void {
  const params = { n_rows, n_columns, product: b ? 1 : 0, accumulate: 1 };
  backward.sums.record(pass, { a, b: b ?? a, sums }, params);
}

/** A parameter [nOut, nIn] that multiplied `x`: its gradient, and what goes through it to `dx`. */
function throughParameter(
  run: TrainingRun,
  pass: GPUComputePassEncoder,
  { weight, grad }: Parameter,
  [nOut, nIn]: readonly [number, number],
  { x, dy, dx, accumulate = false, alpha = 1, nRows }: LinearGradients & { readonly alpha?: number },
): void {
  if (grad) recordBackwardWeight(run, pass, f32Matrix(run.device, grad, nOut, nIn), dy, x, { nRows, alpha });
  if (!dx) return;
  recordBackwardInput(run, pass, f32Matrix(run.device, weight, nOut, nIn), dy, dx, { nRows, alpha, accumulate });
}

/** The gradient of what a tuned scale multiplied, in the workspace, and that of the scale. */
function throughOutputScale(
  run: TrainingRun,
  pass: GPUComputePassEncoder,
  linear: Linear,
  { weight, grad }: Parameter,
  { x, dy, nRows }: LinearGradients,
): GPUBuffer {
  const { nOut } = linear.matrix;
  if (grad) {
    const unscaled = recordUnscaled(run, pass, linear, { x, nRows });
    recordSums(run, pass, { a: dy, b: unscaled, sums: grad }, [nRows, nOut]);
  }
  const dUnscaled = run.workspace.rows("linear.dUnscaled", nOut);
  const params = { n_rows: nRows, n_columns: nOut, accumulate: 0 };
  run.kernels.scale.record(pass, { x: dy, scale: weight, y: dUnscaled }, params);
  return dUnscaled;
}

/** Gradients of one linear layer as it is tuned, added to those of its parameters; frozen weights get none. */
export function linearBackward(
  run: TrainingRun,
  pass: GPUComputePassEncoder,
  linear: Linear,
  rows: LinearGradients,
): void {
  const { name, matrix, bias } = linear;
  const { nIn, nOut } = matrix;
  const { x, dx, nRows, accumulate = false } = rows;
  const tuning = tuningOf(run, name);
  const dy = tuning?.kind === "scaleOutput" ? throughOutputScale(run, pass, linear, tuning.scale, rows) : rows.dy;
  const biasGrad = bias && denseOf(run, bias.name)?.grad;
  if (biasGrad) recordSums(run, pass, { a: dy, sums: biasGrad }, [nRows, nOut]);
  const throughFrozen = (to: Source, adds = accumulate): void =>
    recordBackwardInput(run, pass, matrix, dy, to, { nRows, accumulate: adds });

  switch (tuning?.kind) {
    case undefined:
    case "scaleOutput":
      if (dx) throughFrozen(dx);
      break;
    case "dense":
      throughParameter(run, pass, tuning.weight, [nOut, nIn], { ...rows, dy });
      break;
    case "rows": {
      const wide = { x: dy, width: nOut, nRows };
      const chosen = moveChosen(run, pass, dx ? "take" : "copy", tuning, wide, "linear.chosen");
      if (dx) throughFrozen(dx);
      throughParameter(run, pass, tuning.weight, [tuning.count, nIn], { x, dy: chosen, dx, nRows, accumulate: true });
      if (dx) moveChosen(run, pass, "put", tuning, wide, "linear.chosen");
      break;
    }
    case "columns": {
      const chosen = moveChosen(run, pass, "copy", tuning, { x, width: nIn, nRows }, "linear.chosen");
      const dChosen = dx && run.workspace.rows("linear.dChosen", tuning.count);
      const wide = dx && { x: dx, width: nIn, nRows };
      // What the frozen columns add is overwritten, so what was there before is kept aside.
      if (wide && accumulate) moveChosen(run, pass, "copy", tuning, wide, "linear.dChosen");
      if (dx) throughFrozen(dx);
      const own = { x: chosen, dy, dx: dChosen, nRows, accumulate };
      throughParameter(run, pass, tuning.weight, [nOut, tuning.count], own);
      if (wide) moveChosen(run, pass, "put", tuning, wide, "linear.dChosen");
      break;
    }
    case "lora": {
      const { a, b, rank, scale } = tuning;
      if (dx) throughFrozen(dx);
      const low = recordLow(run, pass, tuning, nIn, { x, nRows });
      const dLow = run.workspace.rows("linear.dLow", rank);
      throughParameter(run, pass, b, [nOut, rank], { x: low, dy, dx: dLow, nRows, alpha: scale });
      recordDropout(run, pass, tuning, dLow, nRows);
      throughParameter(run, pass, a, [rank, nIn], { x, dy: dLow, dx, nRows, accumulate: true });
      break;
    }
    case "scaleInput": {
      const dScaled = run.workspace.rows("linear.scaled", nIn);
      throughFrozen(dScaled, false);
      const { weight, grad } = tuning.scale;
      if (grad) recordSums(run, pass, { a: dScaled, b: x, sums: grad }, [nRows, nIn]);
      const params = { n_rows: nRows, n_columns: nIn, accumulate: accumulate ? 1 : 0 };
      if (dx) run.kernels.scale.record(pass, { x: dScaled, scale: weight, y: dx }, params);
      break;
    }
  }
}
