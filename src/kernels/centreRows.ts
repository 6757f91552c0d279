import wgsl from "../../shaders/align/centre_rows.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";

/** centred[t, c] = x[t, c] - weight * shift[c]. */
export const centreRows = defineKernel({
  name: "centre_rows",
  wgsl,
  workgroupSize: [128],
  params: { n_rows: "u32", n_columns: "u32", weight: "f32" },
  buffers: {
    x: ["read", "f32", "n_rows", "n_columns"],
    shift: ["read", "f32", "n_columns"],
    centred: ["read_write", "f32", "n_rows", "n_columns"],
  },
  threads: ({ n_rows, n_columns }) => [n_rows * n_columns],
});

/** The definition in f64. */
export function centreRowsReference(
  x: ArrayLike<number>,
  shift: ArrayLike<number>,
  weight: number,
): Float64Array<ArrayBuffer> {
  return Float64Array.from(x, (value, i) => value - weight * shift[i % shift.length]!);
}
