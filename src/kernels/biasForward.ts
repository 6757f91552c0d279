import wgsl from "../../shaders/gather/bias_forward.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";

/** y[t, j] += bias[j]. Its gradient is `columnSums` of y's. */
export const biasForward = defineKernel({
  name: "bias_forward",
  wgsl,
  workgroupSize: [32, 4],
  params: { n_rows: "u32", n_columns: "u32" },
  buffers: { bias: ["read", "f32", "n_columns"], y: ["read_write", "f32", "n_rows", "n_columns"] },
  threads: ({ n_columns, n_rows }) => [n_columns, n_rows],
});

/** The definition in f64. y is what is there: [n_rows, bias.length]. */
export function biasForwardReference(bias: ArrayLike<number>, y: ArrayLike<number>): Float64Array<ArrayBuffer> {
  return Float64Array.from(y, (value, i) => value + bias[i % bias.length]!);
}
