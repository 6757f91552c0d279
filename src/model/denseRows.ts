import type { OnnxTensor } from "../formats/onnxTensor";
import { asFloatRows, floatFormat, type RowReader } from "./rowReader";
import type { ReadBytes } from "./tensorBytes";

/** Inputs whose weights are read and brought into their places at a time. */
const BAND = 64;

/** A matrix of floats as a file has it: [n_out, n_in], or [n_in, n_out] as MatMul multiplies it. */
export function denseRows(tensor: OnnxTensor, read: ReadBytes, layout: "out, in" | "in, out"): RowReader {
  const format = floatFormat(tensor);
  const size = format === "f32" ? 4 : 2;
  const [first, second] = tensor.dims as [number, number];
  const [nRows, nIn] = layout === "out, in" ? [first, second] : [second, first];
  return {
    shape: [nRows, nIn],
    stored: { format },
    bytes: tensor.bytes,
    read: async (row, n) => {
      const bytes =
        layout === "out, in"
          ? await read(row * nIn * size, (row + n) * nIn * size)
          : await readTransposed(read, size, { nOut: nRows, nIn, first: row, n });
      return asFloatRows(format, bytes);
    },
  };
}

interface Columns {
  readonly nOut: number;
  readonly nIn: number;
  /** The first of the `n` columns of the stored matrix [nIn, nOut]. */
  readonly first: number;
  readonly n: number;
}

/** Columns of a stored matrix as rows. All columns are read in one piece a band, fewer in one piece an input. */
async function readTransposed(read: ReadBytes, size: 2 | 4, { nOut, nIn, first, n }: Columns) {
  const Elements = size === 4 ? Uint32Array : Uint16Array;
  const rows = new Elements(n * nIn);
  for (let from = 0; from < nIn; from += BAND) {
    const count = Math.min(BAND, nIn - from);
    const pieces =
      n === nOut
        ? await read(from * nOut * size, (from + count) * nOut * size).then((band) =>
            Array.from({ length: count }, (_, i) => new Elements(band.buffer, i * nOut * size, nOut)),
          )
        : await Promise.all(
            Array.from({ length: count }, async (_, i) => {
              const start = ((from + i) * nOut + first) * size;
              return new Elements((await read(start, start + n * size)).buffer);
            }),
          );
    for (let row = 0; row < n; row++) {
      const at = row * nIn + from;
      for (let i = 0; i < count; i++) rows[at + i] = pieces[i]![row]!;
    }
  }
  return new Uint8Array(rows.buffer);
}
