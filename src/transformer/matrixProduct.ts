import type { BufferSlice } from "../gpu/buffers";
import { type MatrixFormat, wordsPerRow } from "../tensor/matrixFormat";
import type { Run, TrainingRun } from "./run";

/** A matrix [nOut, nIn] as products read it: frozen and in any format, or a parameter or its gradient. */
export interface ProductMatrix {
  readonly format: MatrixFormat;
  readonly nOut: number;
  readonly nIn: number;
  /** Consecutive rows, each bound by itself. */
  readonly parts: readonly (BufferSlice & { readonly firstRow: number; readonly nRows: number })[];
}

type Source = GPUBuffer | BufferSlice;

/** What a product adds to, and how much: y (+)= alpha * ... */
interface Scaling {
  readonly nRows: number;
  readonly accumulate?: boolean;
  readonly alpha?: number;
}

const F32 = { kind: "f32" } as const;
/** Rows in steps of 64 begin at a multiple of 256 bytes, whatever their width. */
export const ROW_STEP = 64;

/** Rows that are multiplied one by one: blocks of more would be mostly empty. */
const MOST_ROWS = 1;

/** An f32 buffer as a matrix, cut where it is longer than a binding may be. */
export function f32Matrix(device: GPUDevice, buffer: GPUBuffer, nOut: number, nIn: number): ProductMatrix {
  const limit = device.limits.maxStorageBufferBindingSize;
  const rowBytes = 4 * nIn;
  const whole = nOut * rowBytes <= limit;
  const step = whole ? nOut : Math.max(ROW_STEP, Math.floor(limit / rowBytes / ROW_STEP) * ROW_STEP);
  const parts = Array.from({ length: Math.ceil(nOut / step) }, (_, i) => {
    const firstRow = i * step;
    return { buffer, offset: firstRow * rowBytes, firstRow, nRows: Math.min(step, nOut - firstRow) };
  });
  return { format: F32, nOut, nIn, parts };
}

const paramsOf = (m: ProductMatrix, part: ProductMatrix["parts"][number], { nRows, alpha = 1 }: Scaling) => ({
  n_rows: nRows,
  n_in: m.nIn,
  n_out: part.nRows,
  y_stride: m.nOut,
  y_offset: part.firstRow,
  alpha,
});

/** y[t, n] (+)= alpha * sum_k x[t, k] W[n, k]. */
export function recordForward(
  { formats }: Run,
  pass: GPUComputePassEncoder,
  matrix: ProductMatrix,
  x: Source,
  y: Source,
  scaling: Scaling,
): void {
  const { forward, row } = formats.of(matrix.format);
  const kernel = scaling.nRows <= MOST_ROWS ? row : forward;
  const words_per_row = wordsPerRow(matrix.format, matrix.nIn);
  for (const part of matrix.parts) {
    const params = { ...paramsOf(matrix, part, scaling), words_per_row, accumulate: scaling.accumulate ? 1 : 0 };
    kernel.record(pass, { x, w: part, y }, params);
  }
}

/** dx[t, k] (+)= alpha * sum_n dy[t, n] W[n, k]. */
export function recordBackwardInput(
  { formats }: Run,
  pass: GPUComputePassEncoder,
  matrix: ProductMatrix,
  dy: Source,
  dx: Source,
  scaling: Scaling,
): void {
  const { backwardInput } = formats.of(matrix.format);
  const words_per_row = wordsPerRow(matrix.format, matrix.nIn);
  for (const [i, part] of matrix.parts.entries()) {
    const accumulate = scaling.accumulate || i > 0 ? 1 : 0;
    backwardInput.record(pass, { dy, w: part, dx }, { ...paramsOf(matrix, part, scaling), words_per_row, accumulate });
  }
}

/** dW[n, k] += alpha * sum_t dy[t, n] x[t, k]. */
export function recordBackwardWeight(
  { backward }: TrainingRun,
  pass: GPUComputePassEncoder,
  gradient: ProductMatrix,
  dy: Source,
  x: Source,
  scaling: Omit<Scaling, "accumulate">,
): void {
  for (const part of gradient.parts) {
    backward.weight.record(pass, { dy, x, dw: part }, { ...paramsOf(gradient, part, scaling), accumulate: 1 });
  }
}
