import { FormatError } from "./formatError";
import {
  bytesField,
  concat,
  expectWire,
  fieldBytes,
  intField,
  readFields,
  toInts,
  toText,
  type WireField,
} from "./protobuf";
import type { Span } from "./protobufSlices";

/** ONNX TensorProto.DataType: those that our code speaks of. */
export const FLOAT = 1;
export const INT32 = 6;
export const INT64 = 7;
export const BOOL = 9;
export const FLOAT16 = 10;

/** Bits of an element by TensorProto.DataType; text (8) has none. */
const ELEMENT_BITS: Readonly<Record<number, number>> = {
  1: 32,
  2: 8,
  3: 8,
  4: 16,
  5: 16,
  6: 32,
  7: 64,
  9: 8,
  10: 16,
  11: 64,
  12: 32,
  13: 64,
  14: 64,
  15: 128,
  16: 16,
  17: 8,
  18: 8,
  19: 8,
  20: 8,
  21: 4,
  22: 4,
  23: 4,
  24: 8,
  25: 2,
  26: 2,
};

/** Where a tensor's values are. */
export type TensorData =
  /** In `OnnxTensor.message`. */
  | { readonly in: "message" }
  /** Little-endian in the `.onnx` file itself. */
  | { readonly in: "file"; readonly offset: number; readonly length: number }
  /** In the `.onnx` file in a field that has to be decoded; `message` lacks them. */
  | { readonly in: "fields" }
  /** Little-endian in another file; without a length up to its end. */
  | { readonly in: "external"; readonly location: string; readonly offset: number; readonly length?: number };

/** A TensorProto. */
export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  /** ONNX TensorProto.DataType. */
  readonly dataType: number;
  readonly nElements: number;
  /** Bytes of the values as they lie in memory; 0 for text. */
  readonly bytes: number;
  readonly data: TensorData;
  /** The TensorProto's bytes, without values that were left in the file. */
  readonly message: Uint8Array;
  /** Where the whole TensorProto lies in the file; absent for a tensor inside a node. */
  readonly span?: Span;
}

const RAW_DATA = 9;
/** Field of a packed typed array that has the same bytes as raw data, by data type: float_data, double_data. */
const LIKE_RAW: Readonly<Record<number, number>> = { 1: 4, 11: 10 };

/**
 * Decodes a TensorProto. `omitted` are its fields that were left in the file. Raw values must have exactly the bytes that shape
 * and type say; an external location must stay inside the model's folder.
 */
export function decodeTensor(
  message: Uint8Array,
  base: number,
  omitted: readonly WireField[] = [],
  span?: Span,
): OnnxTensor {
  const dims: number[] = [];
  const external = new Map<string, string>();
  let [name, dataType, isExternal, raw] = ["", 0, false, -1];
  for (const field of readFields(message, base)) {
    if (field.number === 1) toInts(message, field, base, dims);
    else if (field.number === 2) dataType = toInts(message, field, base)[0] ?? 0;
    else if (field.number === 8) name = toText(message, field, base);
    else if (field.number === RAW_DATA) raw = field.end - field.valueStart;
    else if (field.number === 13) readEntry(fieldBytes(message, field), base + field.valueStart, external);
    else if (field.number === 14) isExternal = field.varint === 1n;
  }
  const what = `tensor "${name}"`;
  const nElements = dims.reduce((product, dim) => product * dim, 1);
  if (dims.some((dim) => dim < 0 || !Number.isSafeInteger(dim)) || !Number.isSafeInteger(nElements * 16)) {
    throw new FormatError(`${what} at byte ${base}: shape [${dims}] is not possible`);
  }
  const bits = dataType === 8 ? 0 : ELEMENT_BITS[dataType];
  if (bits === undefined) throw new FormatError(`${what} at byte ${base}: data type ${dataType} is not known`);
  const bytes = Math.ceil((nElements * bits) / 8);
  const checkLength = (length: number) => {
    if (length === bytes || dataType === 8) return;
    throw new FormatError(`${what}: type ${dataType} of shape [${dims}] takes ${bytes} bytes, the file has ${length}`);
  };
  const tensor = (data: TensorData): OnnxTensor => {
    return { name, dims, dataType, nElements, bytes, data, message, ...(span && { span }) };
  };
  if (isExternal) return tensor(decodeExternal(what, external, checkLength));
  for (const field of omitted) {
    if (field.number !== RAW_DATA && field.number !== LIKE_RAW[dataType]) continue;
    expectWire(field, 2);
    checkLength(field.end - field.valueStart);
    return tensor({ in: "file", offset: field.valueStart, length: field.end - field.valueStart });
  }
  if (raw >= 0) checkLength(raw);
  return tensor({ in: omitted.length > 0 ? "fields" : "message" });
}

/** A StringStringEntryProto: key (1) and value (2). */
function readEntry(message: Uint8Array, base: number, into: Map<string, string>): void {
  let [key, value] = ["", ""];
  for (const field of readFields(message, base)) {
    if (field.number === 1) key = toText(message, field, base);
    else if (field.number === 2) value = toText(message, field, base);
  }
  into.set(key, value);
}

function decodeExternal(
  what: string,
  entries: ReadonlyMap<string, string>,
  check: (length: number) => void,
): TensorData {
  const location = (entries.get("location") ?? "").replace(/^(\.\/)+/, "");
  const parts = location.split(/[/\\]/);
  if (location === "" || /^([/\\]|[A-Za-z]:)/.test(location) || parts.includes("..")) {
    throw new FormatError(`${what}: its values are said to lie in "${location}", which is not a file beside the model`);
  }
  const count = (key: string): number | undefined => {
    const text = entries.get(key);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
    throw new FormatError(`${what}: ${key} "${text}" in "${location}" is not a number of bytes`);
  };
  const [offset, length] = [count("offset") ?? 0, count("length")];
  if (length === undefined) return { in: "external", location, offset };
  check(length);
  return { in: "external", location, offset, length };
}

/** A TensorProto whose values lie in another file. */
export function encodeExternalTensor(
  tensor: Pick<OnnxTensor, "name" | "dims" | "dataType">,
  { location, offset, length }: { location: string; offset: number; length: number },
): Uint8Array<ArrayBuffer> {
  const entry = (key: string, value: string) => bytesField(13, [bytesField(1, key), bytesField(2, value)]);
  return concat([
    ...tensor.dims.map((dim) => intField(1, dim)),
    intField(2, tensor.dataType),
    bytesField(8, tensor.name),
    entry("location", location),
    entry("offset", String(offset)),
    entry("length", String(length)),
    intField(14, 1),
  ]);
}
