import type { NeuronMask } from "./neuronMask";

/** Constants of the published selection, in the script's names (methods.md 1.3). All in (0, 1]. */
export interface LapeConfig {
  readonly topRate: number;
  readonly filterRate: number;
  readonly activationBarRatio: number;
}

/** Values of the published script; 0.05 is the top rate of the fine-tuning paper. */
export const LAPE_DEFAULTS: LapeConfig = { topRate: 0.01, filterRate: 0.95, activationBarRatio: 0.95 };

/** What LAPE says of every neuron, and the neurons it selects. Flat index = layer * dMlp + neuron. */
export interface LapeResult {
  readonly config: LapeConfig;
  /** f32[n_layers * d_mlp], nats, 0 to ln(n_langs); NaN for a neuron that never fired. */
  readonly entropy: Float32Array<ArrayBuffer>;
  /** f32[n_layers * d_mlp]: the largest probability over languages. */
  readonly maxProbability: Float32Array<ArrayBuffer>;
  /** The k-th smallest of all pooled probabilities for `filterRate` and for `activationBarRatio`. */
  readonly threshold: number;
  readonly bar: number;
  /** Flat indices of the selected neurons, by (entropy, layer, index). */
  readonly selected: Uint32Array<ArrayBuffer>;
  /** Of `selected`, those whose probability exceeds the bar, per language. */
  readonly mask: NeuronMask;
}
