import { type FileHandle, open } from "node:fs/promises";

/** A file as it was when its blob was made. */
interface SeenFile {
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

/** Bytes that a stream gives at once. */
const PIECE_BYTES = 2 ** 20;

/**
 * A file on disk as a Blob, read when asked and only where asked. (Node's own `openAsBlob` takes the size of a file modulo 4 GiB.)
 * A file that changes after its blob was made is an error at the next read, as it is in a browser.
 */
class FileBlob extends Blob {
  readonly #file: SeenFile;
  readonly #start: number;
  readonly #end: number;

  constructor(file: SeenFile, start: number, end: number, type = "") {
    super([], { type });
    this.#file = file;
    this.#start = start;
    this.#end = end;
  }

  override get size(): number {
    return this.#end - this.#start;
  }

  override slice(from = 0, to = this.size, type = ""): Blob {
    // As Blob does: what is negative counts from the end, what is outside ends at it.
    const clamp = (at: number): number => (at < 0 ? Math.max(0, this.size + at) : Math.min(at, this.size));
    const start = this.#start + clamp(from);
    return new FileBlob(this.#file, start, Math.max(start, this.#start + clamp(to)), type);
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    return (await this.bytes()).buffer;
  }

  override async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return withFile(this.#file, (handle) => readFully(handle, this.#file.path, this.#start, this.size));
  }

  override async text(): Promise<string> {
    return new TextDecoder().decode(await this.bytes());
  }

  override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    let at = 0;
    return new ReadableStream({
      pull: async (controller) => {
        const piece = this.slice(at, at + PIECE_BYTES);
        if (piece.size === 0) return controller.close();
        at += piece.size;
        controller.enqueue(new Uint8Array(await piece.arrayBuffer()));
      },
    });
  }
}

async function withFile<T>(
  { path, bytes, modifiedMs }: SeenFile,
  read: (handle: FileHandle) => Promise<T>,
): Promise<T> {
  const handle = await open(path);
  try {
    const { size, mtimeMs } = await handle.stat();
    if (size !== bytes || mtimeMs !== modifiedMs)
      throw new Error(`${path} changed while it was used: run the command again`);
    return await read(handle);
  } finally {
    await handle.close();
  }
}

async function readFully(
  handle: FileHandle,
  path: string,
  start: number,
  bytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const buffer = new Uint8Array(bytes);
  for (let done = 0; done < bytes; ) {
    const { bytesRead } = await handle.read(buffer, done, bytes - done, start + done);
    if (bytesRead === 0) throw new Error(`${path} ended at byte ${start + done}: run the command again`);
    done += bytesRead;
  }
  return buffer;
}

/** The file as a Blob. Rejects as `node:fs` does where there is none. */
export async function fileBlob(path: string): Promise<Blob> {
  const handle = await open(path);
  try {
    const { size, mtimeMs } = await handle.stat();
    return new FileBlob({ path, bytes: size, modifiedMs: mtimeMs }, 0, size);
  } finally {
    await handle.close();
  }
}
