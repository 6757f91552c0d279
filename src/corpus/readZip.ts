import { BlobReader, type Entry, type FileEntry, ZipReader } from "@zip.js/zip.js/lib/zip-core-native.js";
import type { UnpackLimits } from "./unpackLimits";

/** One packed file of an archive. */
export interface ZipMember {
  /** Path inside the archive, sanitised. */
  readonly path: string;
  /** Bytes it takes in the archive, never more than the archive has. */
  readonly packedBytes: number;
  /** The unpacked bytes, to be read once. Damage ends them early and is reported. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * A path from an archive without what could point out of it or hide: no root, drive, `..`, backslash or control character.
 * It names a file to people; nothing is ever written to it.
 */
export function sanitisePath(path: string): string {
  const steps = path.replaceAll("\\", "/").split("/");
  const clean = steps
    .map((step) => step.replaceAll(/\p{Cc}|\p{Bidi_Control}/gu, "").replace(/^[a-z]:$/i, ""))
    .filter((step) => step !== "" && step !== "." && step !== "..");
  return clean.join("/") || "unnamed";
}

/**
 * The files of a zip archive, in path order. The archive's directory is read from its end; each file is unpacked as it is read.
 * @param onIssue something wrong with the archive (path "") or with one file of it
 */
export async function* readZip(
  blob: Blob,
  limits: UnpackLimits,
  signal: AbortSignal,
  onIssue: (path: string, reason: string) => void,
): AsyncGenerator<ZipMember, void> {
  const reader = new ZipReader(new BlobReader(blob), { filenameValidation: "tolerant", strictness: "tolerant" });
  let entries: Entry[];
  try {
    entries = await reader.getEntries();
  } catch (error) {
    signal.throwIfAborted();
    return onIssue("", `not a zip archive, or cut off or damaged (${messageOf(error)}): nothing of it was read`);
  }
  const files = entries.filter((entry) => !entry.directory);
  if (files.length > limits.maxEntries) {
    onIssue("", `the archive has ${files.length} files: only the first ${limits.maxEntries} were read`);
  }
  const members = files.slice(0, limits.maxEntries).map((entry) => ({ path: sanitisePath(entry.filename), entry }));
  for (const { path, entry } of members.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    yield {
      path,
      packedBytes: Math.min(entry.compressedSize, blob.size),
      chunks: entryChunks(entry, signal, (reason) => onIssue(path, reason)),
    };
  }
}

/** The unpacked bytes of one file, checked against its checksum at the end. */
async function* entryChunks(
  entry: FileEntry,
  signal: AbortSignal,
  onBroken: (reason: string) => void,
): AsyncGenerator<Uint8Array, void> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  let failure: unknown;
  // The library's own workers are left alone: a corpus is imported in a worker already.
  const options = { signal, checkCrc32: true, checkOverlappingEntry: true, useWebWorkers: false };
  const finished = entry.getData(writable, options).catch((error: unknown) => {
    failure = error ?? new Error("stopped");
    // A file that is refused before its first byte leaves the stream open, and its reader waiting.
    return writable.abort(failure).catch(() => undefined);
  });
  const reader = readable.getReader();
  const next = () => reader.read().catch(() => ({ done: true as const, value: undefined }));
  try {
    for (let step = await next(); !step.done; step = await next()) yield step.value;
    await finished;
    signal.throwIfAborted();
    if (failure !== undefined) {
      onBroken(`damaged or not readable (${messageOf(failure)}): what was unpacked until then was kept`);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
    await finished;
  }
}
