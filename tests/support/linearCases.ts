import type { Operands } from "../../src/kernels/blockProduct";
import type { LinearShape } from "../../src/kernels/linearShape";
import type { MatrixFormat } from "../../src/tensor/matrixFormat";

/** Every format: both block sizes, with and without zero points. */
export const FORMATS: readonly MatrixFormat[] = [
  { kind: "f32" },
  { kind: "f16" },
  ...(["q8", "q4"] as const).flatMap((kind) =>
    ([16, 32] as const).flatMap((blockSize) => [false, true].map((hasZeros) => ({ kind, blockSize, hasZeros }))),
  ),
];

export const OPERANDS: readonly Operands[] = ["staged", "direct"];

/**
 * One element; sizes around those of words, blocks and tiles; thin ones on each side, of more than one workgroup; all of y's options
 * at once.
 */
export const LINEAR_SHAPES: readonly LinearShape[] = [
  { nRows: 1, nIn: 1, nOut: 1 },
  { nRows: 3, nIn: 31, nOut: 5 },
  { nRows: 64, nIn: 64, nOut: 64 },
  { nRows: 65, nIn: 33, nOut: 67 },
  { nRows: 1, nIn: 255, nOut: 258 },
  { nRows: 257, nIn: 72, nOut: 8 },
  { nRows: 130, nIn: 7, nOut: 16 },
  { nRows: 17, nIn: 100, nOut: 33, yStride: 50, yOffset: 9, accumulate: true, alpha: -0.75 },
  { nRows: 9, nIn: 130, nOut: 20 },
];

/** The params that the kernels share, by their names there. */
export function linearParams({
  nRows,
  nIn,
  nOut,
  yStride = nOut,
  yOffset = 0,
  accumulate = false,
  alpha = 1,
}: LinearShape) {
  return {
    n_rows: nRows,
    n_in: nIn,
    n_out: nOut,
    y_stride: yStride,
    y_offset: yOffset,
    accumulate: accumulate ? 1 : 0,
    alpha,
  };
}

/** Sums of at most 256 products of two numbers of about 1 in f32. */
export const LINEAR_TOLERANCE = { rtol: 1e-5, atol: 1e-4 };
