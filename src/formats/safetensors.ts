import { type ArrayOf, countElements, type Dtype, dtypeBytes, isDtype, toTypedArray } from "./dtype";
import { FormatError } from "./formatError";
import { asJsonCount, asJsonList, asJsonObject, type JsonValue, parseJson } from "./json";
import type { SliceSource, Span } from "./protobufSlices";
import { layOutTensors, type TensorShape } from "./safetensorsLayout";

/** The reference implementation's limit; no real header comes near it. */
const MAX_HEADER_BYTES = 100_000_000;

/** A tensor of a file: what it is, and its bytes, not read yet. */
export interface TensorView {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly nElements: number;
  readonly bytes: Blob;
}

/** An open safetensors file. */
export interface Safetensors {
  /** `__metadata__`; empty when there is none. */
  readonly metadata: ReadonlyMap<string, string>;
  /** In the order of the header. */
  readonly tensors: ReadonlyMap<string, TensorView>;
}

/** Whether a file may be safetensors, judged by its first nine bytes and its size. */
export function looksLikeSafetensors(first: Uint8Array<ArrayBuffer>, fileSize: number): boolean {
  if (first.length < 9 || first[8] !== 0x7b) return false;
  return Number(new DataView(first.buffer, first.byteOffset).getBigUint64(0, true)) <= fileSize - 8;
}

/** What a file's header says of a tensor. */
export interface TensorEntry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly nElements: number;
  /** Where its bytes are, from the start of the file. */
  readonly span: Span;
}

/** A safetensors file's header. */
export interface SafetensorsHeader {
  /** `__metadata__`; empty when there is none. */
  readonly metadata: ReadonlyMap<string, string>;
  /** In the order of the header. */
  readonly entries: readonly TensorEntry[];
}

/**
 * Reads and checks a file's header, and nothing behind it. Every offset is held against the shape, the dtype and the file's size;
 * as the format demands, tensors cover the file without gap or overlap.
 */
export async function readSafetensorsHeader(file: SliceSource): Promise<SafetensorsHeader> {
  if (file.size < 8) throw new FormatError(`not a safetensors file: ${file.size} bytes, a header length takes 8`);
  const length = Number(new DataView(await file.slice(0, 8).arrayBuffer()).getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES) {
    throw new FormatError(`not a safetensors file: its header would have ${length} bytes, ${MAX_HEADER_BYTES} at most`);
  }
  if (length > file.size - 8) {
    throw new FormatError(`safetensors file is cut off: header of ${length} bytes, file of ${file.size} bytes`);
  }
  const start = 8 + length;
  const header = asJsonObject(
    parseJson(readText(await file.slice(8, start).arrayBuffer()), "safetensors header"),
    "safetensors header",
  );
  const metadata = new Map<string, string>();
  const entries: TensorEntry[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === "__metadata__") {
      for (const [key, text] of Object.entries(asJsonObject(value, name))) {
        if (typeof text !== "string") throw new FormatError(`safetensors metadata "${key}" must be a string`);
        metadata.set(key, text);
      }
      continue;
    }
    const { begin, end, ...entry } = readEntry(name, value);
    if (end > file.size - start) {
      throw new FormatError(`tensor "${name}" ends at byte ${start + end}, the file has ${file.size}: it is cut off`);
    }
    entries.push({ name, ...entry, span: { start: start + begin, end: start + end } });
  }
  checkCoverage(entries, start, file.size);
  return { metadata, entries };
}

/** Opens a file: reads and checks the header, and leaves the tensors where they are. */
export async function openSafetensors(file: Blob): Promise<Safetensors> {
  const { metadata, entries } = await readSafetensorsHeader(file);
  const tensors = new Map<string, TensorView>();
  for (const { span, ...entry } of entries) {
    tensors.set(entry.name, { ...entry, bytes: file.slice(span.start, span.end) });
  }
  return { metadata, tensors };
}

function readText(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new FormatError("safetensors header is not valid UTF-8");
  }
}

function readEntry(name: string, value: JsonValue) {
  const what = `tensor "${name}"`;
  const entry = asJsonObject(value, what);
  const { dtype } = entry;
  if (!isDtype(dtype)) throw new FormatError(`${what}: dtype ${JSON.stringify(dtype) ?? "missing"} is not known`);
  const shape = asJsonList(entry.shape, `${what}: shape`).map((size) => asJsonCount(size, `${what}: a size`));
  const offsets = asJsonList(entry.data_offsets, `${what}: data_offsets`);
  if (offsets.length !== 2) throw new FormatError(`${what}: data_offsets must be two numbers`);
  const begin = asJsonCount(offsets[0], `${what}: begin`);
  const end = asJsonCount(offsets[1], `${what}: end`);
  const nElements = countElements(shape, what);
  const bytes = nElements * dtypeBytes(dtype);
  if (end - begin !== bytes) {
    throw new FormatError(`${what}: ${dtype} [${shape}] takes ${bytes} bytes, data_offsets give ${end - begin}`);
  }
  return { dtype, shape, nElements, begin, end };
}

function checkCoverage(entries: readonly TensorEntry[], start: number, size: number): void {
  let covered = start;
  const inOrder = [...entries].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  for (const { name, span } of inOrder) {
    if (span.start !== covered) {
      throw new FormatError(
        `tensor "${name}" begins at ${span.start - start}, expected ${covered - start}: tensors overlap or leave a gap`,
      );
    }
    covered = span.end;
  }
  if (covered !== size) throw new FormatError(`safetensors file has ${size - covered} bytes behind its last tensor`);
}

/** The tensor of that name, or an error that lists the names there are. */
export function findTensor(file: Safetensors, name: string): TensorView {
  const tensor = file.tensors.get(name);
  if (tensor) return tensor;
  const names = [...file.tensors.keys()];
  const more = names.length > 8 ? ` and ${names.length - 8} more` : "";
  throw new FormatError(`no tensor "${name}"; the file has ${names.slice(0, 8).join(", ") || "none"}${more}`);
}

/** Reads elements `from` up to `to` (all by default) of a tensor that must have this dtype. */
export async function readTensor<D extends Dtype>(
  tensor: TensorView,
  dtype: D,
  from = 0,
  to = tensor.nElements,
): Promise<ArrayOf[D]> {
  if (tensor.dtype !== dtype) throw new FormatError(`tensor "${tensor.name}" is ${tensor.dtype}, expected ${dtype}`);
  const size = dtypeBytes(dtype);
  return toTypedArray(dtype, await tensor.bytes.slice(from * size, to * size).arrayBuffer());
}

/** A tensor to write: its elements in row-major order, in as many pieces as the caller has them. */
export interface TensorData extends TensorShape {
  readonly parts: readonly ArrayBufferView<ArrayBuffer>[];
}

/** A safetensors file of tensors at hand, laid out as `layOutTensors` says. */
export function writeSafetensors(
  tensors: readonly TensorData[],
  metadata: Readonly<Record<string, string>> = {},
): Blob {
  for (const { name, dtype, shape, parts } of tensors) {
    const given = parts.reduce((sum, part) => sum + part.byteLength, 0);
    const expected = countElements(shape, `tensor "${name}"`) * dtypeBytes(dtype);
    if (given !== expected) {
      throw new RangeError(`tensor "${name}": ${dtype} [${shape}] takes ${expected} bytes, got ${given}`);
    }
  }
  const { header, ordered } = layOutTensors(tensors, metadata);
  return new Blob([header, ...ordered.flatMap(({ parts }) => parts)]);
}
