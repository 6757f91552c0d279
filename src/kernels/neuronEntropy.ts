import wgsl from "../../shaders/lape/neuron_entropy.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";

export const neuronEntropy = defineKernel({
  name: "neuron_entropy",
  wgsl,
  workgroupSize: [64],
  params: { n_langs: "u32", n_neurons: "u32" },
  buffers: {
    probability: ["read", "f32", "n_langs", "n_neurons"],
    entropy: ["read_write", "f32", "n_neurons"],
    highest: ["read_write", "f32", "n_neurons"],
  },
  threads: ({ n_neurons }) => [n_neurons],
});

/** Adding and subtracting it rounds a number of at most 1 to a multiple of 2^-40. */
const GRID = 1.5 * 2 ** 12;
const onGrid = (x: number): number => x + GRID - GRID;

/**
 * Entropy over languages of one neuron in f64, in nats, from its probabilities; NaN where all are 0.
 * Terms (of the total relative to the largest P) are rounded to multiples of 2^-40 before they are added. Such sums are
 * exact, so the order of the languages cannot matter, and neurons that tie on paper tie here.
 */
export function neuronEntropyReference(probability: ArrayLike<number>): number {
  let highest = 0;
  for (let k = 0; k < probability.length; k++) highest = Math.max(highest, probability[k]!);
  if (highest === 0) return Number.NaN;
  let total = 0;
  for (let k = 0; k < probability.length; k++) total += onGrid(probability[k]! / highest);
  let nats = 0;
  for (let k = 0; k < probability.length; k++) {
    const q = probability[k]! / highest / total;
    if (q > 0) nats -= onGrid(q * Math.log(q));
  }
  return nats;
}
