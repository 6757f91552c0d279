import type { ActivationStats } from "./activationStats";

/** Entropies of `LapeData` are good to half of this many nats; what lies closer together is compared in f64. */
export const SETTLE_NATS = 1e-4;

/**
 * What selection needs of some stats, whatever the constants: made once, asked again with every turn of a knob.
 * Neurons by flat index, layer * dMlp + neuron.
 */
export interface LapeData {
  readonly stats: ActivationStats;
  /** f32[n_layers * d_mlp], nats; NaN for a neuron that never fired. Within SETTLE_NATS / 2 of `settledEntropy`. */
  readonly entropy: Float32Array<ArrayBuffer>;
  /** f32[n_layers * d_mlp]: the largest P over languages, exact. */
  readonly maxProbability: Float32Array<ArrayBuffer>;
  /** The `rank`-th smallest (from 1) of all P, pooled over layers, neurons and languages; exact. */
  kthSmallest(rank: number): Promise<number>;
  /** Languages of each neuron of `selected` (ascending) with P > bar, as bits: u32[n_selected, ceil(n_langs / 32)]. */
  members(selected: Uint32Array<ArrayBuffer>, bar: number): Promise<Uint32Array<ArrayBuffer>>;
  /** Entropy in f64: the definition, the same on every path. */
  settledEntropy(j: number): number;
  /** Frees what lies on the GPU. */
  release(): void;
}
