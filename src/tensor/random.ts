import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";

/** A seeded stream of random numbers; drawing from it moves it on. */
export type Random = RandomGenerator;

/** One 32-bit number from the text: FNV-1a over its UTF-16 units, then the finalizer of MurmurHash3 so that every bit counts. */
function hash32(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/**
 * A generator that depends on the seed and the label and on nothing else: neighbouring seeds and different labels
 * (a language, a layer) give unrelated streams. xoroshiro128+ from 128 bits of hash.
 * @param seed any safe integer
 */
export function seededRandom(seed: number, label = ""): Random {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`a seed must be a safe integer, not ${seed}`);
  // The last word is never zero, because a state of zeros would stay zero.
  const words = [0, 1, 2, 3].map((i) => hash32(`${i}:${seed}:${label}`));
  return xoroshiro128plusFromState([words[0]!, words[1]!, words[2]!, words[3]! | 1]);
}

/** A uniform integer in [0, below). */
export const nextBelow = (random: Random, below: number): number => uniformInt(random, 0, below - 1);

/** A uniform number in [0, 1). */
export const nextUnit = (random: Random): number => uniformFloat64(random);

/** The numbers 0 .. n - 1 in random order, one at a time: stop early to draw without replacement. */
export function* drawIndices(n: number, random: Random): Generator<number, void> {
  const rest = Uint32Array.from({ length: n }, (_, i) => i);
  for (let left = n; left > 0; left--) {
    const at = nextBelow(random, left);
    yield rest[at]!;
    rest[at] = rest[left - 1]!;
  }
}

/** `values` in random order, as a new array (a uniform permutation). */
export function shuffled<T>(values: readonly T[], random: Random): T[] {
  return Array.from(drawIndices(values.length, random), (i) => values[i]!);
}
