import wgsl from "../../shaders/lape/activation_probability.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";

export const activationProbability = defineKernel({
  name: "activation_probability",
  wgsl,
  workgroupSize: [64],
  params: { n_langs: "u32", n_neurons: "u32" },
  buffers: {
    over_zero: ["read", "u32", "n_langs", "n_neurons"],
    n: ["read", "f32", "n_langs"],
    probability: ["read_write", "f32", "n_langs", "n_neurons"],
  },
  threads: ({ n_langs, n_neurons }) => [n_neurons, n_langs],
});

/**
 * P = over_zero / n as PyTorch divides integers: both rounded to f32, then the correctly rounded f32 quotient. The f64
 * quotient of two f32 numbers rounds to the same f32 as the exact quotient does (53 >= 2 * 24 + 2 bits).
 */
export const activationProbabilityReference = (overZero: number, n: number): number =>
  Math.fround(Math.fround(overZero) / Math.fround(n));
