import type { OnnxTensor } from "../formats/onnxTensor";
import { asFloatRows, floatFormat, type RowReader } from "./rowReader";
import type { ReadBytes } from "./tensorBytes";

/** Inputs whose weights are brought into their places at a time. */
const BAND = 64;
/** Browsers give arrays up to 2 GiB. */
const MAX_WHOLE_BYTES = 2 ** 31 - 2 ** 16;

/** Bytes of a whole tensor that are read at a time: reading may take twice as much for a moment. */
const PIECE_BYTES = 16 * 2 ** 20;

async function readWhole(read: ReadBytes, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const whole = new Uint8Array(length);
  for (let start = 0; start < length; start += PIECE_BYTES) {
    whole.set(await read(start, Math.min(start + PIECE_BYTES, length)), start);
  }
  return whole;
}

/** Holds the bytes of one tensor: of that which was read last, until all of it was used. */
export class HeldTensor {
  #of: ReadBytes | undefined;
  #bytes: Promise<Uint8Array<ArrayBuffer>> | undefined;

  /** All bytes of a tensor; those of another one are let go. */
  whole(read: ReadBytes, length: number): Promise<Uint8Array<ArrayBuffer>> {
    if (this.#of !== read || !this.#bytes) {
      this.#of = read;
      this.#bytes = readWhole(read, length);
      // What failed once may work the next time.
      this.#bytes.catch(() => this.release(read));
    }
    return this.#bytes;
  }

  /** Lets a tensor go, if it is held. */
  release(read: ReadBytes): void {
    if (this.#of === read) this.#of = this.#bytes = undefined;
  }
}

/**
 * A matrix of floats as a file has it: [n_out, n_in], or [n_in, n_out] as MatMul multiplies it. Of the latter a row lies in n_in
 * places: the matrix is read as a whole, and held until its last row was asked for.
 */
export function denseRows(
  tensor: OnnxTensor,
  read: ReadBytes,
  layout: "out, in" | "in, out",
  held: HeldTensor,
): RowReader {
  const format = floatFormat(tensor);
  const size = format === "f32" ? 4 : 2;
  const [first, second] = tensor.dims as [number, number];
  const [nRows, nIn] = layout === "out, in" ? [first, second] : [second, first];

  async function readColumns(row: number, n: number): Promise<Uint8Array<ArrayBuffer>> {
    const startOf = (input: number) => (input * nRows + row) * size;
    const columns = { nIn, n, size } as const;
    if (tensor.bytes > MAX_WHOLE_BYTES) {
      return transpose(columns, (input) => read(startOf(input), startOf(input) + n * size));
    }
    const whole = await held.whole(read, tensor.bytes);
    const rows = await transpose(columns, (input) => whole.subarray(startOf(input), startOf(input) + n * size));
    if (row + n === nRows) held.release(read);
    return rows;
  }

  return {
    shape: [nRows, nIn],
    stored: { format },
    bytes: tensor.bytes,
    read: async (row, n) => {
      const isInPlace = layout === "out, in";
      const bytes = isInPlace ? await read(row * nIn * size, (row + n) * nIn * size) : await readColumns(row, n);
      return asFloatRows(format, bytes);
    },
  };
}

interface Columns {
  readonly nIn: number;
  /** Columns that are made rows. */
  readonly n: number;
  readonly size: 2 | 4;
}

/** Columns of a stored matrix as rows; `part` gives those columns' elements of one input. */
async function transpose(
  { nIn, n, size }: Columns,
  part: (input: number) => Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>,
): Promise<Uint8Array<ArrayBuffer>> {
  const Elements = size === 4 ? Uint32Array : Uint16Array;
  const rows = new Elements(n * nIn);
  for (let from = 0; from < nIn; from += BAND) {
    const count = Math.min(BAND, nIn - from);
    const parts = await Promise.all(Array.from({ length: count }, (_, i) => part(from + i)));
    const pieces = parts.map((bytes) => new Elements(bytes.buffer, bytes.byteOffset, n));
    for (let row = 0; row < n; row++) {
      const at = row * nIn + from;
      for (let i = 0; i < count; i++) rows[at + i] = pieces[i]![row]!;
    }
  }
  return new Uint8Array(rows.buffer);
}
