import { type MatrixFormat, wordsPerRow } from "../tensor/matrixFormat";

/** Which part of the columns of y a linear layer writes, and how: `y (+)= alpha * ...`. */
export interface LinearShape {
  readonly nRows: number;
  readonly nIn: number;
  readonly nOut: number;
  /** Columns of a row of y. Default nOut. */
  readonly yStride?: number;
  /** The first column of y. Default 0. */
  readonly yOffset?: number;
  /** Adds to what is there. Default false. */
  readonly accumulate?: boolean;
  /** Default 1. */
  readonly alpha?: number;
}

/** Params of the products of rows with a weight matrix, forward and backward. */
export const LINEAR_PARAMS = {
  n_rows: "u32",
  n_in: "u32",
  n_out: "u32",
  words_per_row: "u32",
  y_stride: "u32",
  y_offset: "u32",
  accumulate: "u32",
  alpha: "f32",
} as const;

interface ColumnParams {
  readonly n_out: number;
  readonly y_stride: number;
  readonly y_offset: number;
}

/** Refuses columns that would run into the next row. */
export function checkColumns(kernel: string, { n_out, y_stride, y_offset }: ColumnParams): void {
  if (y_offset + n_out > y_stride) {
    throw new RangeError(`${kernel}: columns ${y_offset} to ${y_offset + n_out} do not fit rows of ${y_stride}`);
  }
}

/** Refuses rows of weights that are not as long as the format has them. */
export function checkWords(
  kernel: string,
  format: MatrixFormat,
  { n_in, words_per_row }: { readonly n_in: number; readonly words_per_row: number },
): void {
  const words = wordsPerRow(format, n_in);
  if (words_per_row !== words) {
    throw new RangeError(`${kernel}: a row of ${n_in} in ${format.kind} has ${words} words, not ${words_per_row}`);
  }
}
