import { DIGIT_BITS, radixHistogramReference } from "../kernels/radixHistogram";

/** How often each digit above `shift` occurs among the keys whose masked bits equal `prefix`. */
export type DigitHistogram = (prefix: number, prefixMask: number, shift: number) => Promise<Uint32Array>;

/** The digits of a key from the top; the last repeats a bit of the one before, which the prefix has fixed. */
const SHIFTS = [32 - DIGIT_BITS, 32 - 2 * DIGIT_BITS, 0];

/** Bits of floats that are not negative order like the floats. */
export const keysOf = (values: Float32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> =>
  new Uint32Array(values.buffer, values.byteOffset, values.length);

/**
 * The `rank`-th smallest (from 1) of floats that are not negative, exactly, by radix select: each digit's histogram tells
 * in which bin the wanted key lies, and becomes the prefix of the next. Where the keys are is up to `histogram`.
 */
export async function kthSmallest(rank: number, histogram: DigitHistogram): Promise<number> {
  let prefix = 0;
  let prefixMask = 0;
  let below = 0;
  for (const shift of SHIFTS) {
    const counts = await histogram(prefix, prefixMask, shift);
    let digit = 0;
    while (digit < counts.length && below + counts[digit]! < rank) below += counts[digit++]!;
    if (digit === counts.length) throw new RangeError(`the ${rank}-th smallest of ${below} values was asked for`);
    prefix = (prefix | (digit << shift)) >>> 0;
    prefixMask = (-1 << shift) >>> 0;
  }
  return new Float32Array(Uint32Array.of(prefix).buffer)[0]!;
}

/**
 * Histograms of values in memory, all parts together. The keys are put in the order of their first digit once: for the digits behind it
 * only those that share the first one are looked through.
 */
export function histogramOf(parts: readonly Float32Array<ArrayBuffer>[]): DigitHistogram {
  const { first, start, keys } = sortByFirstDigit(parts);
  return async (prefix, prefixMask, shift) => {
    if (prefixMask === 0) return first; // only the first digit has none before it
    const digit = prefix >>> SHIFTS[0]!;
    return radixHistogramReference(keys.subarray(start[digit]!, start[digit + 1]!), prefix, prefixMask, shift);
  };
}

/** How often each first digit occurs, and the keys in their order: those of digit d are [start[d], start[d + 1]). */
function sortByFirstDigit(parts: readonly Float32Array<ArrayBuffer>[]) {
  const first = new Uint32Array(2 ** DIGIT_BITS);
  for (const part of parts) {
    const counts = radixHistogramReference(keysOf(part), 0, 0, SHIFTS[0]!);
    for (let digit = 0; digit < first.length; digit++) first[digit]! += counts[digit]!;
  }
  const start = new Uint32Array(first.length + 1);
  for (let digit = 0; digit < first.length; digit++) start[digit + 1] = start[digit]! + first[digit]!;
  const next = start.slice();
  const keys = new Uint32Array(start[first.length]!);
  for (const part of parts) {
    const own = keysOf(part);
    for (let i = 0; i < own.length; i++) {
      const digit = own[i]! >>> SHIFTS[0]!;
      keys[next[digit]!] = own[i]!;
      next[digit]!++;
    }
  }
  return { first, start, keys };
}

/** Three histograms find one threshold: so many are those of the last twenty. */
const MAX_REMEMBERED = 64;

/** Remembers the latest histograms: a threshold that moves a little shares its first digits with the last one. */
export function rememberHistograms(histogram: DigitHistogram): DigitHistogram {
  const known = new Map<string, Promise<Uint32Array>>();
  return (prefix, prefixMask, shift) => {
    const key = `${prefix}/${shift}`;
    const counts = known.get(key) ?? histogram(prefix, prefixMask, shift);
    // What was asked for last stands last, and what was not for longest goes.
    known.delete(key);
    known.set(key, counts);
    if (known.size > MAX_REMEMBERED) known.delete(known.keys().next().value!);
    counts.catch(() => known.get(key) === counts && known.delete(key));
    return counts;
  };
}
