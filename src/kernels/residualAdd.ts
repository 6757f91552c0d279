import wgsl from "../../shaders/mlp/residual_add.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";

/** sum = x + branch. */
export const residualAdd = defineKernel({
  name: "residual_add",
  wgsl,
  workgroupSize: [128],
  params: { n: "u32" },
  buffers: {
    x: ["read", "f32", "n"],
    branch: ["read", "f32", "n"],
    sum: ["read_write", "f32", "n"],
  },
  threads: ({ n }) => [n],
});

/** The definition in f64. */
export function residualAddReference(x: ArrayLike<number>, branch: ArrayLike<number>): Float64Array<ArrayBuffer> {
  return Float64Array.from(x, (value, i) => value + branch[i]!);
}
