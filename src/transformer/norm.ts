import type { Vector } from "./layerModules";
import { denseOf, type Run, type TrainingRun } from "./run";

/** Rows of `width` numbers, as [nRows, width]; `width` is the norm's. */
export interface NormRows {
  readonly nRows: number;
  readonly width: number;
  readonly x: GPUBuffer;
  /** f32[nRows]: 1 / rms of each row; written forward, read backward. */
  readonly invRms: GPUBuffer;
}

const weightOf = (run: Run, { name, buffer }: Vector): GPUBuffer => denseOf(run, name)?.weight ?? buffer;

/** y = x / rms(x) * weight, row by row. */
export function normForward(
  run: Run,
  pass: GPUComputePassEncoder,
  norm: Vector,
  { nRows, width, x, invRms }: NormRows,
  y: GPUBuffer,
): void {
  const params = { n_rows: nRows, d_model: width, eps: run.config.rmsNormEps };
  run.kernels.norm.record(pass, { x, weight: weightOf(run, norm), y, inv_rms: invRms }, params);
}

/** The weight's gradient, where it is trained, and dx (+)= x's, where `dx` is given. */
export function normBackward(
  run: TrainingRun,
  pass: GPUComputePassEncoder,
  norm: Vector,
  { nRows, width, x, invRms }: NormRows,
  { dy, dx, accumulate }: { readonly dy: GPUBuffer; readonly dx: GPUBuffer | null; readonly accumulate: boolean },
): void {
  const size = { n_rows: nRows, d_model: width };
  const grad = denseOf(run, norm.name)?.grad;
  if (grad) {
    const buffers = { x, inv_rms: invRms, dy, dweight: grad };
    run.backward.normWeight.record(pass, buffers, { ...size, accumulate: 1 });
  }
  if (!dx) return;
  const buffers = { x, weight: weightOf(run, norm), inv_rms: invRms, dy, dx };
  run.backward.norm.record(pass, buffers, { ...size, accumulate: accumulate ? 1 : 0 });
}
