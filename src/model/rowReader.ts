import { FormatError } from "../formats/formatError";
import { FLOAT, FLOAT16, type OnnxTensor } from "../formats/onnxTensor";
import { type StoredFormat, type StoredRows, toFloats } from "../tensor/storedRows";
import type { ReadBytes } from "./tensorBytes";
import { columnsOf, rowsOf } from "./weightSource";

/** A matrix of a file [n_out, n_in], or a vector [n] as one row, that is read in pieces. */
export interface RowReader {
  readonly shape: readonly number[];
  readonly stored: StoredFormat;
  /** In the file. */
  readonly bytes: number;
  read(firstRow: number, nRows: number): Promise<StoredRows>;
}

const BFLOAT16 = 16;

/** How a float type is stored. Throws for other types. */
export function floatFormat({ name, dataType }: OnnxTensor): "f32" | "f16" | "bf16" {
  if (dataType === FLOAT) return "f32";
  if (dataType === FLOAT16) return "f16";
  if (dataType === BFLOAT16) return "bf16";
  throw new FormatError(`tensor "${name}" has ONNX data type ${dataType}; weights and scales must be f32, f16 or bf16`);
}

/** Bytes as floats of a format. */
export function asFloatRows(format: "f32" | "f16" | "bf16", bytes: Uint8Array<ArrayBuffer>): StoredRows {
  if (format === "f32") return { format, values: new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4) };
  return { format, bits: new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2) };
}

/** Elements `from` to `to` of a tensor of floats, as f32. */
export async function readFloats(
  tensor: OnnxTensor,
  read: ReadBytes,
  from: number,
  to: number,
): Promise<Float32Array<ArrayBuffer>> {
  const format = floatFormat(tensor);
  const size = format === "f32" ? 4 : 2;
  return toFloats(asFloatRows(format, await read(from * size, to * size)), to - from);
}

/** A vector of floats. */
export function vectorReader(tensor: OnnxTensor, read: ReadBytes): RowReader {
  const format = floatFormat(tensor);
  const { nElements, bytes } = tensor;
  return { shape: [nElements], stored: { format }, bytes, read: async () => asFloatRows(format, await read(0, bytes)) };
}

/** Rows `start` to `start + count` of a matrix, as a matrix of its own. */
export function sliceRows(reader: RowReader, start: number, count: number): RowReader {
  const nRows = rowsOf(reader);
  if (start === 0 && count === nRows) return reader;
  return {
    ...reader,
    shape: [count, columnsOf(reader)],
    bytes: (reader.bytes / nRows) * count,
    read: (firstRow, n) => reader.read(start + firstRow, n),
  };
}

/** Elements `start` to `start + count` of a vector, as a vector of its own in f32. */
export function sliceVector(reader: RowReader, start: number, count: number): RowReader {
  const n = columnsOf(reader);
  if (start === 0 && count === n) return reader;
  return {
    shape: [count],
    stored: { format: "f32" },
    bytes: (reader.bytes / n) * count,
    read: async () => ({ format: "f32", values: toFloats(await reader.read(0, 1), n).slice(start, start + count) }),
  };
}
