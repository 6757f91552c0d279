import { countElements, type Dtype, dtypeBytes } from "./dtype";

/** What the header of a safetensors file says of a tensor. */
export interface TensorShape {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
}

/** How the tensors of a file lie in it. */
export interface TensorLayout<T> {
  /** The file's first bytes: the header's length and the header, padded to a multiple of 8. */
  readonly header: Uint8Array<ArrayBuffer>;
  /** The tensors as their elements follow one another behind the header. */
  readonly ordered: readonly T[];
  /** Of the whole file. */
  readonly bytes: number;
}

/**
 * The layout of a file with these tensors. They lie by element size, the largest first, so that with the padded header each is aligned;
 * those of one size keep the order given.
 */
export function layOutTensors<T extends TensorShape>(
  tensors: readonly T[],
  metadata: Readonly<Record<string, string>> = {},
): TensorLayout<T> {
  const ordered = [...tensors].sort((a, b) => dtypeBytes(b.dtype) - dtypeBytes(a.dtype));
  const names = new Set(["__metadata__"]);
  const entries = Object.keys(metadata).length > 0 ? [`"__metadata__":${JSON.stringify(metadata)}`] : [];
  let begin = 0;
  for (const { name, dtype, shape } of ordered) {
    if (names.has(name)) throw new RangeError(`two tensors are named "${name}"`);
    names.add(name);
    const end = begin + countElements(shape, `tensor "${name}"`) * dtypeBytes(dtype);
    entries.push(`${JSON.stringify(name)}:${JSON.stringify({ dtype, shape, data_offsets: [begin, end] })}`);
    begin = end;
  }
  const json = new TextEncoder().encode(`{${entries.join(",")}}`);
  const header = new Uint8Array(8 + Math.ceil(json.length / 8) * 8).fill(0x20);
  new DataView(header.buffer).setBigUint64(0, BigInt(header.length - 8), true);
  header.set(json, 8);
  return { header, ordered, bytes: header.length + begin };
}
