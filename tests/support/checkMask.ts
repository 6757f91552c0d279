import type { NeuronMask } from "../../src/lape/neuronMask";

/** Throws RangeError where a mask is not what its type says: a list a language and layer, indices ascending and in range. */
export function checkMask(mask: NeuronMask): void {
  const { languages, nLayers, dMlp, neurons } = mask;
  if (!Number.isSafeInteger(nLayers) || nLayers < 1 || !Number.isSafeInteger(dMlp) || dMlp < 1) {
    throw new RangeError(`mask of ${nLayers} layers of ${dMlp} neurons: both must be positive integers`);
  }
  if (new Set(languages).size !== languages.length) throw new RangeError("mask names a language twice");
  if (neurons.length !== languages.length) {
    throw new RangeError(`mask has lists for ${neurons.length} languages, names for ${languages.length}`);
  }
  for (const [k, layers] of neurons.entries()) {
    if (layers.length !== nLayers) {
      throw new RangeError(`mask of ${languages[k]} has ${layers.length} layers, not ${nLayers}`);
    }
    for (const [l, indices] of layers.entries()) checkIndices(indices, dMlp, `mask of ${languages[k]}, layer ${l}`);
  }
}

function checkIndices(indices: Int32Array, dMlp: number, where: string): void {
  let previous = -1;
  for (const [i, index] of indices.entries()) {
    if (index < 0 || index >= dMlp)
      throw new RangeError(`${where}: neuron ${index} at place ${i} is not below ${dMlp}`);
    if (index <= previous) {
      const what = index === previous ? "occurs twice" : `follows ${previous}`;
      throw new RangeError(`${where}: neuron ${index} at place ${i} ${what}; indices ascend`);
    }
    previous = index;
  }
}
