import type { ActivationStats } from "./activationStats";
import type { LapeResult } from "./lapeResult";
import { languagesPerNeuron } from "./layerCounts";
import type { NeuronMask } from "./neuronMask";
import { probability } from "./probability";

/** The selected neurons as columns, by (entropy, layer, index). */
export interface NeuronTable {
  readonly languages: readonly string[];
  readonly layer: Uint32Array<ArrayBuffer>;
  readonly index: Uint32Array<ArrayBuffer>;
  readonly entropy: Float32Array<ArrayBuffer>;
  /** f32[rows, n_langs] activation probability. */
  readonly probability: Float32Array<ArrayBuffer>;
  /** u8[rows, n_langs]: 1 for a member. */
  readonly member: Uint8Array<ArrayBuffer>;
}

/** The table of a selection: probabilities are those of the counts, members those of the selection's mask. */
export function neuronTable(stats: ActivationStats, { selected, entropy, mask }: LapeResult): NeuronTable {
  const nLangs = stats.languages.length;
  const values = new Float32Array(selected.length * nLangs);
  for (const [row, j] of selected.entries()) {
    for (let k = 0; k < nLangs; k++) values[row * nLangs + k] = probability(stats, k, j);
  }
  return {
    languages: stats.languages,
    layer: selected.map((j) => Math.floor(j / stats.dMlp)),
    index: selected.map((j) => j % stats.dMlp),
    entropy: Float32Array.from(selected, (j) => entropy[j]!),
    probability: values,
    member: memberColumns(selected, mask),
  };
}

/** The neurons of a mask alone, by (layer, index); entropy and probabilities are NaN, for a mask does not tell them. */
export function maskTable(mask: NeuronMask): NeuronTable {
  const counts = languagesPerNeuron(mask);
  const selected = Uint32Array.from(counts.keys()).filter((j) => counts[j]! > 0);
  return {
    languages: mask.languages,
    layer: selected.map((j) => Math.floor(j / mask.dMlp)),
    index: selected.map((j) => j % mask.dMlp),
    entropy: new Float32Array(selected.length).fill(Number.NaN),
    probability: new Float32Array(selected.length * mask.languages.length).fill(Number.NaN),
    member: memberColumns(selected, mask),
  };
}

function memberColumns(selected: Uint32Array, mask: NeuronMask): Uint8Array<ArrayBuffer> {
  const rowOf = new Map(Array.from(selected, (j, row) => [j, row]));
  const nLangs = mask.languages.length;
  const member = new Uint8Array(selected.length * nLangs);
  for (const [k, layers] of mask.neurons.entries()) {
    for (const [l, indices] of layers.entries()) {
      for (const index of indices) member[rowOf.get(l * mask.dMlp + index)! * nLangs + k] = 1;
    }
  }
  return member;
}
