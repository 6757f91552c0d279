import { createSHA256, sha256 } from "hash-wasm";
import type { LoadOptions } from "./loadVariant";
import type { ModelFile } from "./modelFile";

/** Bytes hashed between two looks at the abort signal. */
const PIECE_BYTES = 4 * 2 ** 20;

/** sha256 of a file's bytes, hex. `onBytes` gets the bytes done. */
export async function hashFile(
  blob: Blob,
  { signal, onBytes }: { signal?: AbortSignal; onBytes?: (done: number) => void } = {},
): Promise<string> {
  const hasher = await createSHA256();
  hasher.init();
  for (let start = 0; start < blob.size; start += PIECE_BYTES) {
    signal?.throwIfAborted();
    hasher.update(new Uint8Array(await blob.slice(start, start + PIECE_BYTES).arrayBuffer()));
    onBytes?.(Math.min(start + PIECE_BYTES, blob.size));
  }
  return hasher.digest("hex");
}

/**
 * The model's hash: sha256 over the sorted lines `path<TAB>size<TAB>sha256`, each with its line feed, of the config, tokenizer and weight
 * files that are used. Paths are relative to the model's folder.
 */
export async function hashModel(
  files: readonly ModelFile[],
  { signal, onProgress }: LoadOptions = {},
): Promise<string> {
  const total = files.reduce((sum, { blob }) => sum + blob.size, 0);
  const lines: string[] = [];
  let before = 0;
  for (const { path, blob } of files) {
    const onBytes = (done: number) => onProgress?.(before + done, total);
    const hash = await hashFile(blob, { onBytes, ...(signal ? { signal } : {}) });
    before += blob.size;
    lines.push(`${path}\t${blob.size}\t${hash}\n`);
  }
  return sha256(lines.sort().join(""));
}
