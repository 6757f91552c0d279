import wgsl from "../../shaders/align/pool_mean.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";

/** pooled[s, c] = mean of x[t, c] over starts[s] <= t < starts[s + 1]. */
export const poolMean = defineKernel({
  name: "pool_mean",
  wgsl,
  workgroupSize: [64, 1],
  params: { n_rows: "u32", n_segments: "u32", n_segments_plus_1: "u32", d_model: "u32" },
  buffers: {
    x: ["read", "f32", "n_rows", "d_model"],
    starts: ["read", "u32", "n_segments_plus_1"],
    pooled: ["read_write", "f32", "n_segments", "d_model"],
  },
  threads: ({ n_segments, d_model }) => [d_model, n_segments],
});

/** The definition in f64; a segment without rows gives zeros. x is [nRows, dModel]. */
export function poolMeanReference(
  x: ArrayLike<number>,
  starts: ArrayLike<number>,
  dModel: number,
): Float64Array<ArrayBuffer> {
  const pooled = new Float64Array((starts.length - 1) * dModel);
  for (const i of pooled.keys()) {
    const [s, c] = [Math.floor(i / dModel), i % dModel];
    const [start, end] = [starts[s]!, starts[s + 1]!];
    for (let t = start; t < end; t++) pooled[i]! += x[t * dModel + c]! / (end - start);
  }
  return pooled;
}
