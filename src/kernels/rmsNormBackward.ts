import wgsl from "../../shaders/norm/rms_norm_backward.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";
import { ROW_LANES, withRowSum } from "./rowSum";

/** dx (+)= the gradient of what went into an RMSNorm; `accumulate` 1 adds. */
export const rmsNormBackward = defineKernel({
  name: "rms_norm_backward",
  wgsl: withRowSum(wgsl),
  workgroupSize: [ROW_LANES],
  params: { n_rows: "u32", d_model: "u32", accumulate: "u32" },
  buffers: {
    x: ["read", "f32", "n_rows", "d_model"],
    weight: ["read", "f32", "d_model"],
    inv_rms: ["read", "f32", "n_rows"],
    dy: ["read", "f32", "n_rows", "d_model"],
    dx: ["read_write", "f32", "n_rows", "d_model"],
  },
  threads: ({ n_rows }) => [n_rows * ROW_LANES],
});

/** The forward's input and what it kept of it. x is [n_rows, weight.length], invRms [n_rows]. */
export interface NormInput {
  readonly x: ArrayLike<number>;
  readonly weight: ArrayLike<number>;
  readonly invRms: ArrayLike<number>;
}

/** The definition in f64: the gradient alone. dy is [n_rows, weight.length]. */
export function rmsNormBackwardReference(
  { x, weight, invRms }: NormInput,
  dy: ArrayLike<number>,
): Float64Array<ArrayBuffer> {
  const d = weight.length;
  const dx = new Float64Array(x.length);
  for (let t = 0; t < invRms.length; t++) {
    const inv = invRms[t]!;
    let products = 0;
    for (let c = 0; c < d; c++) products += dy[t * d + c]! * weight[c]! * x[t * d + c]!;
    for (let c = 0; c < d; c++) {
      const i = t * d + c;
      dx[i] = inv * (dy[i]! * weight[c]! - (x[i]! * inv * inv * products) / d);
    }
  }
  return dx;
}
