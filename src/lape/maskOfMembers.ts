import { membershipWords } from "../kernels/languageMembership";
import type { NeuronMask } from "./neuronMask";

type Shape = Pick<NeuronMask, "languages" | "nLayers" | "dMlp">;

/** The mask of neurons (flat indices, ascending) whose languages are given as bits: u32[n_neurons, ceil(n_langs / 32)]. */
export function maskOfMembers(
  { languages, nLayers, dMlp }: Shape,
  ascending: Uint32Array,
  members: Uint32Array,
): NeuronMask {
  const nWords = membershipWords(languages.length);
  const neurons = languages.map((_, k) => {
    const layers = Array.from({ length: nLayers }, (): number[] => []);
    for (let s = 0; s < ascending.length; s++) {
      const belongs = (members[s * nWords + (k >>> 5)]! >>> (k & 31)) & 1;
      if (belongs === 1) layers[Math.floor(ascending[s]! / dMlp)]!.push(ascending[s]! % dMlp);
    }
    return layers.map((indices) => Int32Array.from(indices));
  });
  return { languages: [...languages], nLayers, dMlp, neurons };
}
