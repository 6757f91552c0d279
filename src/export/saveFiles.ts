import { checkedChunks, type OutputFile, streamOf } from "../formats/outputFile";
import { zipBytes, zipChunks } from "../formats/streamedZip";

export interface SaveHooks {
  readonly signal: AbortSignal;
  readonly onProgress?: (bytesDone: number, bytesTotal: number) => void;
}

/** Pieces as they come, counted; throws the signal's reason between two of them. */
async function* counted(
  chunks: AsyncIterable<Uint8Array<ArrayBuffer>>,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for await (const chunk of chunks) {
    signal.throwIfAborted();
    onBytes(chunk.length);
    yield chunk;
  }
}

/** The files as one archive, entries stored: made as it is read, a piece at a time. */
export function zipStream(
  files: readonly OutputFile[],
  { signal, onProgress }: SaveHooks,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const total = zipBytes(files);
  let done = 0;
  const onBytes = (bytes: number): void => {
    done += bytes;
    onProgress?.(done, total);
  };
  return streamOf(counted(zipChunks(files), signal, onBytes));
}

/** Where files are written: a folder picked in the browser, or one on disk. */
export interface FolderSink {
  /** A stream to a new file at that path, in place once it is closed and not before. */
  create(path: string): Promise<WritableStream<Uint8Array<ArrayBuffer>>>;
}

/** Writes the files into a folder one after another, a piece at a time. A file that fails or is stopped is not left half written. */
export async function saveFiles(
  files: readonly OutputFile[],
  sink: FolderSink,
  { signal, onProgress }: SaveHooks,
): Promise<void> {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  const onBytes = (bytes: number): void => {
    done += bytes;
    onProgress?.(done, total);
  };
  for (const file of files) {
    // Closes the stream at the end, and aborts it where reading fails.
    await streamOf(counted(checkedChunks(file), signal, onBytes)).pipeTo(await sink.create(file.path));
  }
}
