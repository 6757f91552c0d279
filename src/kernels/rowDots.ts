import wgsl from "../../shaders/align/row_dots.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";
import { ROW_LANES, withRowSum } from "./rowSum";

/** dots[t] = sum_c a[t, c] b[(t + shift) mod n_rows, c]. */
export const rowDots = defineKernel({
  name: "row_dots",
  wgsl: withRowSum(wgsl),
  workgroupSize: [ROW_LANES],
  params: { n_rows: "u32", n_columns: "u32", shift: "u32" },
  buffers: {
    a: ["read", "f32", "n_rows", "n_columns"],
    b: ["read", "f32", "n_rows", "n_columns"],
    dots: ["read_write", "f32", "n_rows"],
  },
  threads: ({ n_rows }) => [n_rows * ROW_LANES],
});

/** The definition in f64. */
export function rowDotsReference(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  nColumns: number,
  shift: number,
): Float64Array<ArrayBuffer> {
  const nRows = a.length / nColumns;
  const dots = new Float64Array(nRows);
  for (let t = 0; t < nRows; t++) {
    const other = (t + shift) % nRows;
    for (let c = 0; c < nColumns; c++) dots[t]! += a[t * nColumns + c]! * b[other * nColumns + c]!;
  }
  return dots;
}
