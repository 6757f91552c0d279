import type { FolderFile, Variant } from "./modelFolder";
import type { ModelFile } from "./tapModel";

export interface LoadOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (bytesDone: number, bytesTotal: number) => void;
}

/** A variant's files at hand. */
export interface LoadedVariant {
  /** For the tap: paths are relative to the `.onnx` file's folder. */
  readonly file: ModelFile;
  readonly shards: readonly ModelFile[];
  /** The same files with their paths inside the model's folder, for its hash. */
  readonly files: readonly ModelFile[];
}

/** Bytes that are kept in JavaScript before the browser takes them over. */
const PIECE_BYTES = 8 * 2 ** 20;

/** Streams a file into a Blob, which the browser keeps outside this page's heap, on disk where it is large. */
async function download(
  { path, source, bytes }: FolderFile & { source: string },
  signal: AbortSignal | undefined,
  onBytes: (done: number) => void,
): Promise<Blob> {
  const response = await fetch(source, signal ? { signal } : {});
  if (!response.ok || !response.body) throw new Error(`${source} answered ${response.status}: try again later`);
  const reader = response.body.getReader();
  const pieces: Blob[] = [];
  let chunks: Uint8Array<ArrayBuffer>[] = [];
  let [held, done] = [0, 0];
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    chunks.push(read.value);
    held += read.value.length;
    done += read.value.length;
    if (held >= PIECE_BYTES) {
      pieces.push(new Blob(chunks));
      [chunks, held] = [[], 0];
    }
    onBytes(done);
  }
  // More than announced is what a server gives that announces the compressed size.
  if (done < bytes) {
    throw new Error(
      `${path}: ${done} of ${bytes} bytes came from ${source}: the connection broke or the file changed; load it again`,
    );
  }
  return new Blob([...pieces, ...chunks]);
}

/** Brings a variant's files here: dropped ones are taken as they lie, those at an address are downloaded one after another. */
export async function loadVariant(
  { files, bytes }: Variant,
  { signal, onProgress }: LoadOptions = {},
): Promise<LoadedVariant> {
  const loaded: ModelFile[] = [];
  let before = 0;
  for (const file of files) {
    signal?.throwIfAborted();
    const { source, path } = file;
    const blob =
      typeof source === "string"
        ? await download({ ...file, source }, signal, (done) => onProgress?.(before + done, bytes))
        : source;
    before += blob.size;
    onProgress?.(before, bytes);
    loaded.push({ path, blob });
  }
  const folder = files[0]!.path.lastIndexOf("/") + 1;
  const [file, ...shards] = loaded.map(({ path, blob }) => ({ path: path.slice(folder), blob }));
  return { file: file!, shards, files: loaded };
}
