import { FormatError } from "../formats/formatError";
import type { OnnxTensor } from "../formats/onnxTensor";
import { concat, fieldBytes, readFields, toInts } from "../formats/protobuf";
import type { ExternalFiles } from "./externalData";
import type { ModelFile } from "./modelFile";

/** Reads bytes `start` to `end` of a tensor's values: little-endian, from the start of a buffer of their own. */
export type ReadBytes = (start: number, end: number) => Promise<Uint8Array<ArrayBuffer>>;

/** How to read a tensor's values, wherever the file keeps them. Places are held against the sizes of the files. */
export function tensorBytes(tensor: OnnxTensor, file: ModelFile, external: ExternalFiles): ReadBytes {
  const { data, name, bytes } = tensor;
  if (data.in === "file") return readSlice(file, name, data.offset);
  if (data.in === "external") {
    const { location, offset } = external.resolve(tensor, data);
    return readSlice(external.used.get(location)!, name, offset);
  }
  if (data.in === "message") {
    const whole = messageBytes(tensor);
    if (whole.length === bytes) return async (start, end) => whole.slice(start, end);
    throw new FormatError(`${file.path}: tensor "${name}" takes ${bytes} bytes, the file has ${whole.length}`);
  }
  throw new FormatError(
    `${file.path}: tensor "${name}" keeps its values as a list of numbers; save the model with raw data`,
  );
}

function readSlice({ path, blob }: ModelFile, name: string, offset: number): ReadBytes {
  return async (start, end) => {
    const bytes = new Uint8Array(await blob.slice(offset + start, offset + end).arrayBuffer());
    if (bytes.length === end - start) return bytes;
    throw new FormatError(`${path}: tensor "${name}" is cut off; was the file changed since it was opened?`);
  };
}

/** Values of a small tensor: raw_data (9), or float_data (4) or int32_data (5), which holds f16, bf16 and 8-bit values. */
function messageBytes({ message, dataType }: OnnxTensor): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  const ints: number[] = [];
  for (const field of readFields(message)) {
    if (field.number === 9 || field.number === 4) parts.push(fieldBytes(message, field));
    else if (field.number === 5) toInts(message, field, 0, ints);
  }
  if (ints.length === 0) return concat(parts);
  return dataType === 2 || dataType === 3 ? Uint8Array.from(ints) : new Uint8Array(Uint16Array.from(ints).buffer);
}
