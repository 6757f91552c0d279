/** Bytes that are kept in JavaScript before the browser takes them over. */
const PIECE_BYTES = 8 * 2 ** 20;
/** Attempts in a row that bring nothing, before it is given up. */
const MAX_FAILURES = 3;

export interface DownloadOptions {
  readonly signal?: AbortSignal;
  /** Gets the bytes done. */
  readonly onBytes?: (done: number) => void;
  /** Wait after a broken connection, in ms; doubles with each that follows. */
  readonly retryMs?: number;
}

/** What is here of a file. */
interface Part {
  pieces: Blob[];
  done: number;
  etag: string | null;
  /** Whether it came compressed: then what is here is counted in other bytes than a range of the file. */
  isEncoded: boolean;
}

/** The rest of a file: from `part.done` where the server can, else from the start. */
async function requestRest(url: string, part: Part, signal: AbortSignal | undefined): Promise<Response> {
  const isRest = part.done > 0 && !part.isEncoded;
  const response = await fetch(url, {
    ...(signal ? { signal } : {}),
    // What a broken connection left in the browser's cache is not the file.
    ...(part.done > 0 ? { cache: "no-store" } : {}),
    ...(isRest ? { headers: { Range: `bytes=${part.done}-` } } : {}),
  });
  if (!response.ok || !response.body) throw new Error(`${url} answered ${response.status}: try again later`);
  const etag = response.headers.get("etag");
  if (response.status === 206 && etag !== part.etag) {
    throw new Error(`${url} changed while it was loaded: load it again`);
  }
  const isEncoded = response.headers.has("content-encoding");
  if (response.status !== 206) Object.assign(part, { pieces: [], done: 0, etag, isEncoded });
  return response;
}

async function readRest(response: Response, part: Part, onBytes: (done: number) => void): Promise<void> {
  const reader = response.body!.getReader();
  let chunks: Uint8Array<ArrayBuffer>[] = [];
  let held = 0;
  const handOver = () => {
    if (held > 0) part.pieces.push(new Blob(chunks));
    [chunks, held] = [[], 0];
  };
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      chunks.push(read.value);
      held += read.value.length;
      part.done += read.value.length;
      if (held >= PIECE_BYTES) handOver();
      onBytes(part.done);
    }
  } finally {
    handOver();
  }
}

/** What fetch and its streams throw for trouble on the way; all else is final. */
const isNetworkError = (error: unknown): boolean => error instanceof TypeError;

function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        reject(signal.reason);
      },
      { once: true },
    );
  });
}

/**
 * Streams a file of `bytes` bytes into a Blob, which the browser keeps outside this page's heap, on disk where it is large. A broken
 * connection is taken up where it broke, as long as each attempt brings something.
 */
export async function download(url: string, bytes: number, options: DownloadOptions = {}): Promise<Blob> {
  const { signal, onBytes = () => undefined, retryMs = 1000 } = options;
  const part: Part = { pieces: [], done: 0, etag: null, isEncoded: false };
  let failures = 0;
  while (true) {
    const before = part.done;
    let trouble = "it ended early";
    try {
      await readRest(await requestRest(url, part, signal), part, onBytes);
      // More than announced is what a server gives that announces the compressed size.
      if (part.done >= bytes) return new Blob(part.pieces);
    } catch (error) {
      signal?.throwIfAborted();
      if (!isNetworkError(error)) throw error;
      trouble = (error as TypeError).message;
    }
    failures = part.done > before ? 1 : failures + 1;
    if (failures > MAX_FAILURES) {
      throw new Error(`${url}: ${part.done} of ${bytes} bytes came (${trouble}): check the network and load it again`);
    }
    await wait(retryMs * 2 ** (failures - 1), signal);
  }
}
