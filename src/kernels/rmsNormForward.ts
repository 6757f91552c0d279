import wgsl from "../../shaders/norm/rms_norm_forward.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";
import { ROW_LANES, withRowSum } from "./rowSum";

/** y[t, c] = x[t, c] * inv_rms[t] * weight[c], inv_rms[t] = 1 / sqrt(mean of x[t, :]^2 + eps). */
export const rmsNormForward = defineKernel({
  name: "rms_norm_forward",
  wgsl: withRowSum(wgsl),
  workgroupSize: [ROW_LANES],
  params: { n_rows: "u32", d_model: "u32", eps: "f32" },
  buffers: {
    x: ["read", "f32", "n_rows", "d_model"],
    weight: ["read", "f32", "d_model"],
    y: ["read_write", "f32", "n_rows", "d_model"],
    inv_rms: ["read_write", "f32", "n_rows"],
  },
  threads: ({ n_rows }) => [n_rows * ROW_LANES],
});

export interface NormedRows {
  /** [n_rows, d_model]. */
  readonly y: Float64Array<ArrayBuffer>;
  /** [n_rows]. */
  readonly invRms: Float64Array<ArrayBuffer>;
}

/** The definition in f64 (Zhang and Sennrich 2019, with the epsilon of Llama). x is [n_rows, weight.length]. */
export function rmsNormForwardReference(x: ArrayLike<number>, weight: ArrayLike<number>, eps: number): NormedRows {
  const d = weight.length;
  const invRms = new Float64Array(x.length / d);
  for (let t = 0; t < invRms.length; t++) {
    let squares = 0;
    for (let c = 0; c < d; c++) squares += x[t * d + c]! ** 2;
    invRms[t] = 1 / Math.sqrt(squares / d + eps);
  }
  const y = Float64Array.from(x, (value, i) => value * invRms[Math.floor(i / d)]! * weight[i % d]!);
  return { y, invRms };
}
