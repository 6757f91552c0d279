/** What packed files may unpack to. Text packs 3 to 10 times, and to hundreds only when it repeats: a bomb goes beyond. */
export interface UnpackLimits {
  /** Most bytes unpacked per byte packed. */
  readonly maxRatio: number;
  /** Bytes that the ratio does not look at, so that small files of repeated text pass. */
  readonly ratioFreeBytes: number;
  /** Most bytes unpacked in one import. */
  readonly maxBytes: number;
  /** Most files in one archive. */
  readonly maxEntries: number;
}

export const UNPACK_LIMITS: UnpackLimits = {
  maxRatio: 200,
  ratioFreeBytes: 32 * 2 ** 20,
  maxBytes: 8 * 2 ** 30,
  maxEntries: 10_000,
};

/** Passes unpacked bytes on until a limit; then it ends and says which. `packedBytes` are what they came from. */
export type UnpackLimiter = (
  chunks: AsyncIterable<Uint8Array>,
  packedBytes: number,
  onLimit: (reason: string) => void,
) => AsyncGenerator<Uint8Array, void>;

/** A limiter for one import: it counts what all its archives unpack to, and looks at bytes, never at sizes that files claim. */
export function unpackLimiter(limits: UnpackLimits): UnpackLimiter {
  let total = 0;
  return async function* limit(chunks, packedBytes, onLimit) {
    const most = Math.max(limits.ratioFreeBytes, limits.maxRatio * packedBytes);
    let unpacked = 0;
    for await (const chunk of chunks) {
      unpacked += chunk.length;
      total += chunk.length;
      if (unpacked > most) {
        return onLimit(
          `unpacks to more than ${limits.maxRatio} times its packed size, as a zip bomb does: reading stopped there`,
        );
      }
      if (total > limits.maxBytes) {
        return onLimit(
          `the packed files unpack to more than ${mebibytes(limits.maxBytes)} MiB: reading stopped there; import fewer at a time or unpack them first`,
        );
      }
      yield chunk;
    }
  };
}

const mebibytes = (bytes: number): number => Number((bytes / 2 ** 20).toPrecision(3));
