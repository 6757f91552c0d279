import { allocate } from "../gpu/allocate";
import { columnsOf, rowsOf, type StoredTensor, type WeightSource } from "../model/weightSource";
import { type MatrixFormat, wordsPerRow } from "../tensor/matrixFormat";
import { packMatrix } from "../tensor/packMatrix";
import { toFloats } from "../tensor/storedRows";
import type { Matrix, MatrixPart } from "./decoderWeights";

/**
 * Bytes at most that rows on their way to the GPU take as stored, as f32 and packed, each: with all three at hand less than 100 MB
 * of JavaScript's memory, whatever the tensor's size.
 */
const CHUNK_BYTES = 16 * 2 ** 20;
/** Bytes handed to the GPU's queue before it is waited for, since the queue keeps copies. */
const QUEUE_BYTES = 4 * CHUNK_BYTES;

/** Loads tensors of one model to one device, and knows every buffer it made. */
export class TensorLoader {
  readonly #source: WeightSource;
  readonly #device: GPUDevice;
  readonly #signal: AbortSignal | undefined;
  readonly #onBytes: (bytes: number) => void;
  readonly #buffers: GPUBuffer[] = [];
  #queued = 0;

  /** `onBytes` gets the bytes of the file that each step has read. */
  constructor(
    source: WeightSource,
    device: GPUDevice,
    { signal, onBytes = () => undefined }: { signal?: AbortSignal; onBytes?: (bytes: number) => void },
  ) {
    this.#source = source;
    this.#device = device;
    this.#signal = signal;
    this.#onBytes = onBytes;
  }

  /** A matrix in `format`, in parts where it is larger than a binding of the device. */
  async matrix(tensor: StoredTensor, format: MatrixFormat): Promise<Matrix> {
    const { name } = tensor;
    const [nOut, nIn] = [rowsOf(tensor), columnsOf(tensor)];
    const rowBytes = 4 * wordsPerRow(format, nIn);
    const parts: MatrixPart[] = [];
    for (const { firstRow, nRows } of splitRows(name, nOut, rowBytes, this.#device.limits)) {
      parts.push({ buffer: await this.#allocate(name, nRows * rowBytes), firstRow, nRows });
    }
    const chunk = chunkRows(tensor, format);
    for (const { buffer, firstRow, nRows } of parts) {
      for (let row = 0; row < nRows; row += chunk) {
        const n = Math.min(chunk, nRows - row);
        const rows = await this.#source.readRows(name, firstRow + row, n);
        await this.#write(name, buffer, row * rowBytes, () => packMatrix(rows, nIn, format));
        this.#onBytes((tensor.bytes * n) / nOut);
      }
    }
    return { name, format, nOut, nIn, parts };
  }

  /** A vector as f32. */
  async vector(tensor: StoredTensor): Promise<GPUBuffer> {
    const nIn = columnsOf(tensor);
    const buffer = await this.#allocate(tensor.name, 4 * nIn);
    const rows = await this.#source.readRows(tensor.name, 0, 1);
    await this.#write(tensor.name, buffer, 0, () => toFloats(rows, nIn));
    this.#onBytes(tensor.bytes);
    return buffer;
  }

  /** Frees all that was loaded. */
  destroy(): void {
    for (const buffer of this.#buffers) buffer.destroy();
  }

  async #allocate(name: string, bytes: number): Promise<GPUBuffer> {
    this.#signal?.throwIfAborted();
    const buffer = await allocate(this.#device, { name, bytes }, "choose a smaller format, or stream the layers");
    this.#buffers.push(buffer);
    return buffer;
  }

  async #write(
    name: string,
    buffer: GPUBuffer,
    offset: number,
    pack: () => Uint32Array<ArrayBuffer> | Float32Array<ArrayBuffer>,
  ): Promise<void> {
    this.#signal?.throwIfAborted();
    const words = naming(name, pack);
    this.#device.queue.writeBuffer(buffer, offset, words);
    this.#queued += words.byteLength;
    if (this.#queued < QUEUE_BYTES) return;
    this.#queued = 0;
    await this.#device.queue.onSubmittedWorkDone();
  }
}

function naming<T>(name: string, pack: () => T): T {
  try {
    return pack();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RangeError(`${name}: ${error.message}`, { cause: error });
  }
}

type Limits = Pick<GPUSupportedLimits, "maxBufferSize" | "maxStorageBufferBindingSize">;

/** Parts of a matrix that each fit a binding: as few as possible, all but the last of one size. */
function splitRows(
  name: string,
  nOut: number,
  rowBytes: number,
  { maxBufferSize, maxStorageBufferBindingSize }: Limits,
): readonly { readonly firstRow: number; readonly nRows: number }[] {
  const limit = Math.min(maxBufferSize, maxStorageBufferBindingSize);
  const most = Math.floor(limit / rowBytes);
  if (most === 0) throw new RangeError(`a row of ${name} has ${rowBytes} bytes, the device binds ${limit}`);
  return Array.from({ length: Math.ceil(nOut / most) }, (_, i) => ({
    firstRow: i * most,
    nRows: Math.min(most, nOut - i * most),
  }));
}

/** Rows that are read and packed at a time. */
function chunkRows(tensor: StoredTensor, format: MatrixFormat): number {
  const nIn = columnsOf(tensor);
  const largest = Math.max(tensor.bytes / rowsOf(tensor), 4 * nIn, 4 * wordsPerRow(format, nIn));
  return Math.max(1, Math.floor(CHUNK_BYTES / largest));
}
