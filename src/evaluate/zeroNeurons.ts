import { drawIndices, seededRandom } from "../tensor/random";
import type { Intervention } from "../transformer/interventions";

/** Neurons of one language by layer. */
export type LayerNeurons = readonly ArrayLike<number>[];

/** Neurons in all layers together. */
export const countNeurons = (neurons: LayerNeurons): number => neurons.reduce((sum, { length }) => sum + length, 0);

/**
 * Sets what these neurons' activation function gives to 0 at every token, in every layer, as the published ppl.py does
 * (LAPE, arXiv 2402.16438): they then add nothing to the stream.
 */
export function zeroNeurons(neurons: LayerNeurons): Intervention[] {
  return neurons.flatMap((index, layer) =>
    index.length === 0
      ? []
      : [{ layer, at: "act", op: "set", index: Uint32Array.from(index), value: new Float32Array(index.length) }],
  );
}

/** As many neurons in each layer, drawn from all of the layer: a control of ours. The draw is the seed's and the label's alone. */
export function randomLikeness(neurons: LayerNeurons, dMlp: number, seed: number, label: string): number[][] {
  return neurons.map(({ length }, layer) => {
    const draw = drawIndices(dMlp, seededRandom(seed, `deactivation:${label}:${layer}`));
    return Array.from({ length }, () => draw.next().value!).sort((a, b) => a - b);
  });
}
