import wgsl from "../../shaders/optim/clip_scale.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";

const WORKGROUP_SIZE = 256;

export const clipScale = defineKernel({
  name: "clip_scale",
  wgsl,
  workgroupSize: [WORKGROUP_SIZE],
  params: { n_partials: "u32", n_starts: "u32", max_norm: "f32" },
  buffers: {
    partials: ["read", "f32", "n_partials"],
    starts: ["read", "u32", "n_starts"],
    norms: ["read_write", "f32", "n_starts"],
    clip: ["read_write", "f32", 2],
  },
  threads: () => [WORKGROUP_SIZE],
});

/** The definition, as `torch.nn.utils.clip_grad_norm_` has it; `maxNorm` 0 does not clip. `before` is `clip` as it was. */
export function clipScaleReference(
  partials: ArrayLike<number>,
  starts: ArrayLike<number>,
  maxNorm: number,
  before: readonly [scale: number, leftOut: number],
): { readonly norms: readonly number[]; readonly clip: readonly [number, number] } {
  const sums: number[] = [];
  for (let i = 0; i + 1 < starts.length; i++) {
    let sum = 0;
    for (let p = starts[i]!; p < starts[i + 1]!; p++) sum += partials[p]!;
    sums.push(sum);
  }
  const total = Math.sqrt(sums.reduce((sum, x) => sum + x, 0));
  const norms = [...sums.map(Math.sqrt), total];
  const [scale, leftOut] = before;
  if (scale < 0 || !Number.isFinite(total)) return { norms, clip: [-1, leftOut + 1] };
  return { norms, clip: [maxNorm > 0 ? Math.min(1, maxNorm / (total + 1e-6)) : 1, leftOut] };
}
