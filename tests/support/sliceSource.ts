import type { SliceSource } from "../../src/formats/protobufSlices";

/** Blob-like of any size: given bytes, and holes (a number of zero bytes). Counts what is read. */
export function countingSource(parts: readonly (Uint8Array | number)[]): SliceSource & { bytesRead: number } {
  const lengths = parts.map((part) => (typeof part === "number" ? part : part.length));
  const source = {
    bytesRead: 0,
    size: lengths.reduce((sum, length) => sum + length, 0),
    slice: (start: number, end: number) => ({
      async arrayBuffer() {
        const to = Math.min(end, source.size);
        source.bytesRead += to - start;
        const result = new Uint8Array(to - start);
        let at = 0;
        for (const [i, part] of parts.entries()) {
          if (typeof part !== "number" && at < to && at + part.length > start) {
            const from = Math.max(start - at, 0);
            result.set(part.subarray(from, to - at), at + from - start);
          }
          at += lengths[i]!;
        }
        return result.buffer;
      },
    }),
  };
  return source;
}
