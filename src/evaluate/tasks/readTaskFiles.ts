import { createSHA256 } from "hash-wasm";
import type { CorpusFile } from "../../corpus/corpus";
import { openFile, type ReadContext } from "../../corpus/readContainer";
import { UNPACK_LIMITS, unpackLimiter } from "../../corpus/unpackLimits";
import type { TaskFile } from "../readRecords";
import type { SkippedRow } from "../taskResult";

/** A file with what tells it from others. */
export interface HashedFile extends TaskFile {
  /** Of its unpacked bytes, in hex. */
  readonly sha256: string;
}

export interface TaskFiles {
  readonly files: readonly HashedFile[];
  /** What could not be read. */
  readonly issues: readonly SkippedRow[];
}

/** Most characters of one file: it is held whole. */
const MAX_BYTES = 256 * 2 ** 20;

async function readWhole(name: string, chunks: AsyncIterable<Uint8Array>): Promise<HashedFile | string> {
  const hasher = await createSHA256();
  // Bytes that are no UTF-8 become U+FFFD, by which a row is known to be broken; the rest of the file is kept.
  const decoder = new TextDecoder("utf-8");
  const parts: string[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) return `longer than ${MAX_BYTES / 2 ** 20} MiB: split it`;
    hasher.update(chunk);
    parts.push(decoder.decode(chunk, { stream: true }));
  }
  parts.push(decoder.decode());
  return { name, text: parts.join(""), sha256: hasher.digest() };
}

/**
 * Reads and unpacks files of tasks: .json, .jsonl, .csv, .tsv and text, each also .gz, and .zip of all but .json; in name order.
 * @throws only the signal's reason, when it aborts
 */
export async function readTaskFiles(dropped: readonly CorpusFile[], signal: AbortSignal): Promise<TaskFiles> {
  const issues: SkippedRow[] = [];
  const files: HashedFile[] = [];
  const onIssue = (file: string, reason: string) => issues.push({ file, row: 0, reason });
  const context: ReadContext = {
    ...{ limits: UNPACK_LIMITS, limit: unpackLimiter(UNPACK_LIMITS), signal, onBytes: () => undefined },
    onIssue,
  };
  for (const file of dropped.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const isJson = /\.json(\.gz)?$/i.test(file.name);
    // To the corpus a .json is no text; read as lines it is the same bytes.
    const opened = isJson ? { ...file, name: file.name.replace(/\.json/i, ".jsonl") } : file;
    for await (const { name, chunks } of openFile(opened, context)) {
      const whole = await readWhole(isJson ? file.name : name, chunks);
      if (typeof whole === "string") onIssue(name, whole);
      else files.push(whole);
    }
    signal.throwIfAborted();
  }
  return { files, issues };
}
