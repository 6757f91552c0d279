import type { CorpusFile } from "./corpus";
import { type FileFormat, FORMATS_READ, formatOf, isSystemFile, type TextFormat } from "./fileFormat";
import { gunzip } from "./gunzip";
import { readZip } from "./readZip";
import type { UnpackLimiter, UnpackLimits } from "./unpackLimits";

/** One file of text, dropped as it is or unpacked from another. */
export interface TextFile {
  /** As dropped; a file of an archive has the archive's name before its own: `corpus.zip/udhr/mt.txt`. */
  readonly name: string;
  readonly format: TextFormat;
  /** The unpacked bytes, to be read once and to the end before the next file is asked for. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** What reading needs to know and tell. */
export interface ReadContext {
  readonly limits: UnpackLimits;
  readonly limit: UnpackLimiter;
  readonly signal: AbortSignal;
  /** Bytes of the dropped file that were read since the last call. */
  readonly onBytes: (bytes: number) => void;
  /** Something wrong with a whole file. */
  readonly onIssue: (file: string, reason: string) => void;
}

/** Most bytes read at once: some streams give a whole file as one chunk, and between chunks is where a reader gives way. */
const CHUNK_BYTES = 2 ** 18;

/** A blob in chunks. A file that cannot be read further (moved, changed, a device gone) ends there and is reported. */
async function* readBlob({ name, blob }: CorpusFile, context: ReadContext): AsyncGenerator<Uint8Array, void> {
  const { onBytes, onIssue } = context;
  const reader = blob.stream().getReader();
  const next = () =>
    reader.read().catch((error: unknown) => {
      onIssue(name, `the file could not be read further (${String(error)}): what was read until then was kept`);
      return { done: true as const, value: undefined };
    });
  try {
    for (let step = await next(); !step.done; step = await next()) {
      for (let at = 0; at < step.value.length; at += CHUNK_BYTES) {
        const chunk = step.value.subarray(at, at + CHUNK_BYTES);
        onBytes(chunk.length);
        yield chunk;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/**
 * The text files that a dropped file is or holds. What cannot be read is reported, what systems leave about (`.DS_Store`,
 * `__MACOSX`) passed over.
 */
export async function* openFile(file: CorpusFile, context: ReadContext): AsyncGenerator<TextFile, void> {
  if (isSystemFile(file.name)) return;
  const format = formatOf(file.name);
  if (format === undefined) context.onIssue(file.name, unknownFormat(file.name));
  else if (file.blob.size === 0) context.onIssue(file.name, "the file is empty");
  else if (format.packing === "zip") yield* openZip(file, context);
  else yield openText(file.name, format, readBlob(file, context), file.blob.size, context);
}

async function* openZip({ name, blob }: CorpusFile, context: ReadContext): AsyncGenerator<TextFile, void> {
  const { limits, limit, signal, onIssue, onBytes } = context;
  const nameOf = (path: string): string => (path === "" ? name : `${name}/${path}`);
  for await (const member of readZip(blob, limits, signal, (path, reason) => onIssue(nameOf(path), reason))) {
    const path = nameOf(member.path);
    const format = formatOf(member.path);
    if (isSystemFile(member.path)) continue;
    if (format === undefined) onIssue(path, unknownFormat(path));
    else if (format.packing === "zip") onIssue(path, "an archive inside an archive is not opened: unpack it first");
    else {
      const unpacked = limit(member.chunks, member.packedBytes, (reason) => onIssue(path, reason));
      yield openText(path, format, unpacked, member.packedBytes, context);
      onBytes(member.packedBytes);
    }
  }
}

type Packed = Extract<FileFormat, { text: TextFormat }>;

function openText(
  name: string,
  format: Packed,
  chunks: AsyncIterable<Uint8Array>,
  packedBytes: number,
  { limit, onIssue }: ReadContext,
): TextFile {
  const report = (reason: string): void => onIssue(name, reason);
  const text = format.packing === "gzip" ? limit(gunzip(chunks, report), packedBytes, report) : chunks;
  return { name, format: format.text, chunks: text };
}

function unknownFormat(path: string): string {
  const ending = /\.[^./]+$/.exec(path)?.[0];
  return `${ending === undefined ? "a name without an ending is" : `${ending} files are`} not known: ${FORMATS_READ}`;
}
