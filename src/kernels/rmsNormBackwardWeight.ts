import wgsl from "../../shaders/norm/rms_norm_backward_weight.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";

/** dweight[c] (+)= sum_t dy[t, c] * x[t, c] * inv_rms[t]; `accumulate` 1 adds. */
export const rmsNormBackwardWeight = defineKernel({
  name: "rms_norm_backward_weight",
  wgsl,
  workgroupSize: [16, 16], // 16 columns fill a line of the cache; many slices, because narrow heads have few columns
  params: { n_rows: "u32", d_model: "u32", accumulate: "u32" },
  buffers: {
    x: ["read", "f32", "n_rows", "d_model"],
    inv_rms: ["read", "f32", "n_rows"],
    dy: ["read", "f32", "n_rows", "d_model"],
    dweight: ["read_write", "f32", "d_model"],
  },
  threads: ({ d_model }) => [d_model, 16],
});

/** The definition in f64: the gradient alone, [dModel]. x and dy are [invRms.length, dModel]. */
export function rmsNormBackwardWeightReference(
  dModel: number,
  x: ArrayLike<number>,
  invRms: ArrayLike<number>,
  dy: ArrayLike<number>,
): Float64Array<ArrayBuffer> {
  const dWeight = new Float64Array(dModel);
  for (let i = 0; i < x.length; i++) dWeight[i % dModel]! += dy[i]! * x[i]! * invRms[Math.floor(i / dModel)]!;
  return dWeight;
}
