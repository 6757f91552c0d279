import wgsl from "../../shaders/optim/sum_squares.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";

const WORKGROUP_SIZE = 256;

/** Enough workgroups to fill a GPU, few enough that one workgroup adds what hundreds of tensors leave. */
const MAX_GROUPS = 128;
const VALUES_PER_INVOCATION = 8;

/** Partial sums that a tensor of `n` values leaves: what `n_groups` should be. */
export const sumSquaresGroups = (n: number): number =>
  Math.min(MAX_GROUPS, Math.ceil(n / (WORKGROUP_SIZE * VALUES_PER_INVOCATION)));

export const sumSquares = defineKernel({
  name: "sum_squares",
  wgsl,
  workgroupSize: [WORKGROUP_SIZE],
  params: { n: "u32", n_groups: "u32", first: "u32", n_partials: "u32" },
  buffers: {
    values: ["read", "f32", "n"],
    partials: ["read_write", "f32", "n_partials"],
  },
  threads: ({ n_groups }) => [n_groups * WORKGROUP_SIZE],
});

/** The definition of what the partial sums add up to. */
export const sumSquaresReference = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, x) => sum + x * x, 0);
