/** A file to be written: its length is known before, and its bytes come piece by piece, so that no file lies whole in memory. */
export interface OutputFile {
  /** In the folder or archive it belongs to, parts joined by `/`. */
  readonly path: string;
  readonly bytes: number;
  /** From the first byte to the last, anew at each call. A piece belongs to the reader. */
  readonly chunks: () => AsyncIterable<Uint8Array<ArrayBuffer>>;
}

/** A file whose bytes are at hand. */
export function fileOfParts(path: string, parts: readonly (string | ArrayBufferView<ArrayBuffer>)[]): OutputFile {
  const pieces = parts.map((part) =>
    typeof part === "string"
      ? new TextEncoder().encode(part)
      : new Uint8Array(part.buffer, part.byteOffset, part.byteLength),
  );
  return {
    path,
    bytes: pieces.reduce((sum, piece) => sum + piece.length, 0),
    chunks: async function* () {
      for (const piece of pieces) yield piece.slice();
    },
  };
}

/** Bytes read from a blob at once. */
const PIECE_BYTES = 4 * 2 ** 20;

/** A file that is copied as it is. */
export function fileOfBlob(path: string, blob: Blob): OutputFile {
  return {
    path,
    bytes: blob.size,
    chunks: async function* () {
      for (let at = 0; at < blob.size; at += PIECE_BYTES) {
        yield new Uint8Array(await blob.slice(at, at + PIECE_BYTES).arrayBuffer());
      }
    },
  };
}

/** The pieces of a file, held against its length: a file that breaks its word is an error, not a damaged archive. */
export async function* checkedChunks({ path, bytes, chunks }: OutputFile): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let done = 0;
  for await (const chunk of chunks()) {
    done += chunk.length;
    if (done > bytes) break;
    yield chunk;
  }
  if (done !== bytes) throw new Error(`${path} was to have ${bytes} bytes, it has ${done > bytes ? "more" : done}`);
}

/** The chunks as a stream that takes one at a time, as its reader asks for them. */
export function streamOf(chunks: AsyncIterable<Uint8Array<ArrayBuffer>>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const iterator = chunks[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel(reason) {
      await iterator.return?.(reason);
    },
  });
}
