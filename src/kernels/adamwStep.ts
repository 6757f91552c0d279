import wgsl from "../../shaders/optim/adamw_step.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";

export const adamwStep = defineKernel({
  name: "adamw_step",
  wgsl,
  workgroupSize: [256],
  params: { n: "u32", decay: "f32", step_size: "f32", m_rate: "f32", v_rate: "f32", v_scale: "f32", eps: "f32" },
  buffers: {
    grad: ["read", "f32", "n"],
    clip: ["read", "f32", 2],
    weight: ["read_write", "f32", "n"],
    m: ["read_write", "f32", "n"],
    v: ["read_write", "f32", "n"],
  },
  threads: ({ n }) => [n],
});

/** AdamW's settings of one update. */
export interface AdamwSettings {
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
}

/** The kernel's params, without `n`, for update `t` (from 1) since the moments were zero. */
export function adamwParams({ learningRate, weightDecay, beta1, beta2, eps }: AdamwSettings, t: number) {
  return {
    decay: learningRate * weightDecay,
    step_size: learningRate / (1 - beta1 ** t),
    m_rate: 1 - beta1,
    v_rate: 1 - beta2,
    v_scale: 1 / Math.sqrt(1 - beta2 ** t),
    eps,
  };
}

/** A tensor with its moments. */
export interface AdamwState {
  readonly weight: ArrayLike<number>;
  readonly m: ArrayLike<number>;
  readonly v: ArrayLike<number>;
}

/** The definition, as PyTorch's documentation of `torch.optim.AdamW` writes it; `clipScale` below 0 leaves all as it is. */
export function adamwStepReference(
  { weight, m, v }: AdamwState,
  grad: ArrayLike<number>,
  clipScale: number,
  { learningRate, weightDecay, beta1, beta2, eps }: AdamwSettings,
  t: number,
) {
  const next = { weight: Float64Array.from(weight), m: Float64Array.from(m), v: Float64Array.from(v) };
  if (clipScale < 0) return next;
  for (let i = 0; i < grad.length; i++) {
    const g = grad[i]! * clipScale;
    next.weight[i]! -= learningRate * weightDecay * next.weight[i]!;
    next.m[i] = beta1 * next.m[i]! + (1 - beta1) * g;
    next.v[i] = beta2 * next.v[i]! + (1 - beta2) * g ** 2;
    const mHat = next.m[i]! / (1 - beta1 ** t);
    const vHat = next.v[i]! / (1 - beta2 ** t);
    next.weight[i]! -= (learningRate * mHat) / (Math.sqrt(vHat) + eps);
  }
  return next;
}
