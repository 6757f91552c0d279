import wgsl from "../../shaders/gather/scale_columns.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";

/** y[t, j] (+)= x[t, j] * scale[j]; `accumulate` 1 adds. */
export const scaleColumns = defineKernel({
  name: "scale_columns",
  wgsl,
  workgroupSize: [32, 4],
  params: { n_rows: "u32", n_columns: "u32", accumulate: "u32" },
  buffers: {
    x: ["read", "f32", "n_rows", "n_columns"],
    scale: ["read", "f32", "n_columns"],
    y: ["read_write", "f32", "n_rows", "n_columns"],
  },
  threads: ({ n_columns, n_rows }) => [n_columns, n_rows],
});

/** The definition in f64: the products alone. x is [n_rows, scale.length]. */
export function scaleColumnsReference(x: ArrayLike<number>, scale: ArrayLike<number>): Float64Array<ArrayBuffer> {
  return Float64Array.from(x, (value, i) => value * scale[i % scale.length]!);
}
