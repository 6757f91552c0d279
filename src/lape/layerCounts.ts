import type { NeuronMask } from "./neuronMask";

/** Neurons of each language in each layer: u32[n_langs, n_layers]. */
export const layerCounts = (mask: NeuronMask): Uint32Array<ArrayBuffer> =>
  Uint32Array.from(mask.neurons.flatMap((layers) => layers.map((indices) => indices.length)));

/** Neurons of each language. */
export const memberCounts = (mask: NeuronMask): number[] =>
  mask.neurons.map((layers) => layers.reduce((sum, indices) => sum + indices.length, 0));

/** For every neuron (flat index) the number of languages it belongs to: f32[n_layers * d_mlp], NaN where none. */
export function languagesPerNeuron(mask: NeuronMask): Float32Array<ArrayBuffer> {
  const counts = new Float32Array(mask.nLayers * mask.dMlp).fill(Number.NaN);
  for (const layers of mask.neurons) {
    for (const [l, indices] of layers.entries()) {
      for (const index of indices) {
        const j = l * mask.dMlp + index;
        counts[j] = Number.isNaN(counts[j]!) ? 1 : counts[j]! + 1;
      }
    }
  }
  return counts;
}

/** Neurons that belong to some language. */
export const countUnion = (mask: NeuronMask): number =>
  languagesPerNeuron(mask).reduce((union, count) => union + (count > 0 ? 1 : 0), 0);
