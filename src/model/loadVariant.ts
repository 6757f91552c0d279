import { download } from "./download";
import type { ModelFile } from "./modelFile";
import type { Variant } from "./modelVariant";

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

/** Brings a variant's files here: dropped ones are taken as they lie, those at an address are downloaded one after another. */
export async function loadVariant(
  { files, bytes }: Variant,
  { signal, onProgress }: LoadOptions = {},
): Promise<LoadedVariant> {
  const loaded: ModelFile[] = [];
  let before = 0;
  for (const { path, source, bytes: size } of files) {
    signal?.throwIfAborted();
    const onBytes = (done: number) => onProgress?.(before + done, bytes);
    const blob =
      typeof source === "string" ? await download(source, size, { onBytes, ...(signal ? { signal } : {}) }) : source;
    before += blob.size;
    onProgress?.(before, bytes);
    loaded.push({ path, blob });
  }
  const folder = files[0]!.path.lastIndexOf("/") + 1;
  const [file, ...shards] = loaded.map(({ path, blob }) => ({ path: path.slice(folder), blob }));
  return { file: file!, shards, files: loaded };
}
