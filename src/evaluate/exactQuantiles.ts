/** Counts of values by half of their bits, in which they sort as the values do. */
const BINS = 2 ** 16;

/** Bits of an f32 as a u32 that sorts as the number: negative numbers turned around, the sign bit of the others set. */
const sortKey = (bits: number): number => (bits & 0x8000_0000 ? ~bits : bits | 0x8000_0000) >>> 0;

/** The number of a key. */
function numberOf(key: number): number {
  const bits = key & 0x8000_0000 ? key & 0x7fff_ffff : ~key;
  return new Float32Array(Uint32Array.of(bits).buffer)[0]!;
}

const bitsOf = (values: Float32Array): Uint32Array => new Uint32Array(values.buffer, values.byteOffset, values.length);

/** Counts the values seen by the upper half of their bits. */
export interface CoarseCounts {
  add(values: Float32Array): void;
  readonly counts: Uint32Array;
}

/** Counts of no values yet. What `add` is given may come in any order and in any pieces. */
export function coarseCounts(): CoarseCounts {
  const counts = new Uint32Array(BINS);
  return {
    counts,
    add(values) {
      for (const bits of bitsOf(values)) counts[sortKey(bits) >>> 16]!++;
    },
  };
}

/** A rank among all values: the upper half of its bits, and its rank among those that share them. */
function placeOf(rank: number, counts: Uint32Array): { readonly upper: number; readonly within: number } {
  let before = 0;
  for (let upper = 0; upper < BINS; upper++) {
    const after = before + counts[upper]!;
    if (rank < after) return { upper, within: rank - before };
    before = after;
  }
  throw new RangeError(`rank ${rank} of ${before} values`);
}

export interface Quantiles {
  /** The same values as were counted coarsely. */
  add(values: Float32Array): void;
  /** One for each share, when all have been added. */
  read(): number[];
}

/**
 * Exact quantiles of more values than memory holds, in a second pass over them: of `n` values the one at (n - 1) x share, or as far
 * between two as that falls (NumPy's default).
 */
export function exactQuantiles(coarse: Uint32Array, shares: readonly number[]): Quantiles {
  const n = coarse.reduce((sum, count) => sum + count, 0);
  const ranks = shares.map((share) => (n - 1) * share);
  const places = ranks.map((rank) => [Math.floor(rank), Math.ceil(rank)].map((whole) => placeOf(whole, coarse)));
  const fine = new Map(places.flat().map(({ upper }) => [upper, new Uint32Array(BINS)]));
  const valueAt = ({ upper, within }: ReturnType<typeof placeOf>): number =>
    numberOf(((upper << 16) | placeOf(within, fine.get(upper)!).upper) >>> 0);
  return {
    add(values) {
      for (const bits of bitsOf(values)) {
        const key = sortKey(bits);
        const counts = fine.get(key >>> 16);
        if (counts) counts[key & 0xffff]!++;
      }
    },
    read: () =>
      places.map(([low, high], i) => {
        const below = valueAt(low!);
        return below + (valueAt(high!) - below) * (ranks[i]! % 1);
      }),
  };
}
