import { activationProbabilityReference } from "../kernels/activationProbability";
import { neuronEntropyReference } from "../kernels/neuronEntropy";
import type { ActivationStats } from "./activationStats";

/** P of language `k` and neuron `j` (flat index): the correctly rounded f32 quotient (methods.md 1.3). */
export const probability = (stats: ActivationStats, k: number, j: number): number =>
  activationProbabilityReference(stats.overZero[k]![j]!, stats.n[k]!);

/** P of every neuron for language `k`: f32[n_layers * d_mlp]. */
export function probabilities(stats: ActivationStats, k: number): Float32Array<ArrayBuffer> {
  const counts = stats.overZero[k]!;
  const n = Math.fround(stats.n[k]!);
  const values = new Float32Array(counts.length);
  for (let j = 0; j < counts.length; j++) values[j] = Math.fround(counts[j]!) / n; // stored rounded to f32
  return values;
}

/** Entropies in f64, each computed when it is first asked for; NaN for a neuron that never fired. */
export function settledEntropies(stats: ActivationStats): (j: number) => number {
  const known = new Float64Array(stats.nLayers * stats.dMlp).fill(-1);
  const row = new Float32Array(stats.languages.length);
  return (j) => {
    if (known[j] !== -1) return known[j]!;
    for (let k = 0; k < row.length; k++) row[k] = probability(stats, k, j);
    const nats = neuronEntropyReference(row);
    known[j] = nats;
    return nats;
  };
}

/** The languages that were counted: those without a token have no probabilities. Shares the arrays. */
export function countedLanguages(stats: ActivationStats): ActivationStats {
  const counted = stats.languages.flatMap((_, k) => (stats.n[k]! > 0 ? [k] : []));
  if (counted.length === stats.languages.length) return stats;
  return {
    ...stats,
    languages: counted.map((k) => stats.languages[k]!),
    n: Float64Array.from(counted, (k) => stats.n[k]!),
    overZero: counted.map((k) => stats.overZero[k]!),
    actSum: counted.map((k) => stats.actSum[k]!),
  };
}
