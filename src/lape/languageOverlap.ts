import { memberCounts } from "./layerCounts";
import type { NeuronMask } from "./neuronMask";

/** Shared neurons of each pair of languages; both [n_langs, n_langs], row-major. */
export interface LanguageOverlap {
  readonly languages: readonly string[];
  /** The diagonal is a language's own count. */
  readonly shared: Uint32Array<ArrayBuffer>;
  /** Mean of the hypergeometric law: what independent draws of the same sizes from the pool would share. */
  readonly expected: Float32Array<ArrayBuffer>;
}

/** How much the languages of a mask overlap, against chance among `nPool` neurons (those selected, or all of a model). */
export function languageOverlap(mask: NeuronMask, nPool: number): LanguageOverlap {
  const nLangs = mask.languages.length;
  const shared = new Uint32Array(nLangs * nLangs);
  for (let l = 0; l < mask.nLayers; l++) {
    for (let a = 0; a < nLangs; a++) {
      for (let b = a; b < nLangs; b++) {
        const count = countShared(mask.neurons[a]![l]!, mask.neurons[b]![l]!);
        shared[a * nLangs + b]! += count;
        if (a !== b) shared[b * nLangs + a]! += count;
      }
    }
  }
  const sizes = memberCounts(mask);
  const expected = Float32Array.from(shared, (own, i) => {
    const [a, b] = [Math.floor(i / nLangs), i % nLangs];
    return a === b || nPool === 0 ? own : (sizes[a]! * sizes[b]!) / nPool;
  });
  return { languages: mask.languages, shared, expected };
}

/** Common elements of two ascending lists. */
function countShared(a: Int32Array, b: Int32Array): number {
  let [i, j, count] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const difference = a[i]! - b[j]!;
    if (difference === 0) count++;
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  return count;
}
