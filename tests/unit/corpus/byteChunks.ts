/** The UTF-8 bytes of a text. */
export const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** A file in chunks of the given sizes (0 allowed), then the rest of it. */
export function cut(file: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let at = 0;
  for (const size of sizes) {
    chunks.push(file.subarray(at, at + size));
    at += size;
  }
  return [...chunks, file.subarray(at)];
}

/** Chunks as a stream gives them. */
export async function* streamOf(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* chunks;
}
