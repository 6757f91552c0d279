import { createSHA256 } from "hash-wasm";
import type { CorpusFile } from "../corpus/corpus";

async function digestOf(blob: Blob, signal: AbortSignal): Promise<string> {
  const hasher = await createSHA256();
  for await (const chunk of blob.stream()) {
    signal.throwIfAborted();
    hasher.update(chunk);
  }
  return hasher.digest();
}

/** Whether two files hold the same bytes. One that cannot be read any more is like no other: the import will say so. */
async function areEqual(a: Blob, b: Blob, signal: AbortSignal): Promise<boolean> {
  if (a.size !== b.size) return false;
  const digests = await Promise.all([digestOf(a, signal), digestOf(b, signal)]).catch(() => undefined);
  signal.throwIfAborted();
  return digests !== undefined && digests[0] === digests[1];
}

/**
 * The files of a corpus and those added to it. A file equal to one of its name takes its place; another of that name, as
 * `a/mt.txt` and `b/mt.txt` picked one by one, is kept beside it as `(2)/mt.txt`: the name still tells its language and format.
 */
export async function mergeFiles(
  files: readonly CorpusFile[],
  added: readonly CorpusFile[],
  signal: AbortSignal,
): Promise<CorpusFile[]> {
  const merged = new Map(files.map((file) => [file.name, file.blob]));
  for (const { name, blob } of added) {
    let free = name;
    for (let n = 2; ; n++) {
      const known = merged.get(free);
      if (known === undefined || (await areEqual(known, blob, signal))) break;
      free = `(${n})/${name}`;
    }
    merged.set(free, blob);
  }
  return Array.from(merged, ([name, blob]) => ({ name, blob }));
}
