import { FormatError } from "./formatError";

/**
 * Element types of tensors in files, by safetensors' names. Halves and 8-bit floats come as their bits: turning them into
 * numbers is not a matter of files.
 */
const ARRAY = {
  F64: Float64Array,
  F32: Float32Array,
  F16: Uint16Array,
  BF16: Uint16Array,
  F8_E4M3: Uint8Array,
  F8_E5M2: Uint8Array,
  F8_E8M0: Uint8Array,
  I64: BigInt64Array,
  U64: BigUint64Array,
  I32: Int32Array,
  U32: Uint32Array,
  I16: Int16Array,
  U16: Uint16Array,
  I8: Int8Array,
  U8: Uint8Array,
  BOOL: Uint8Array,
} as const;

export type Dtype = keyof typeof ARRAY;

/** Typed array that holds elements of a dtype. */
export interface ArrayOf {
  F64: Float64Array<ArrayBuffer>;
  F32: Float32Array<ArrayBuffer>;
  F16: Uint16Array<ArrayBuffer>;
  BF16: Uint16Array<ArrayBuffer>;
  F8_E4M3: Uint8Array<ArrayBuffer>;
  F8_E5M2: Uint8Array<ArrayBuffer>;
  F8_E8M0: Uint8Array<ArrayBuffer>;
  I64: BigInt64Array<ArrayBuffer>;
  U64: BigUint64Array<ArrayBuffer>;
  I32: Int32Array<ArrayBuffer>;
  U32: Uint32Array<ArrayBuffer>;
  I16: Int16Array<ArrayBuffer>;
  U16: Uint16Array<ArrayBuffer>;
  I8: Int8Array<ArrayBuffer>;
  U8: Uint8Array<ArrayBuffer>;
  BOOL: Uint8Array<ArrayBuffer>;
}

export function isDtype(name: unknown): name is Dtype {
  return typeof name === "string" && Object.hasOwn(ARRAY, name);
}

/** Bytes of one element. */
export function dtypeBytes(dtype: Dtype): number {
  return ARRAY[dtype].BYTES_PER_ELEMENT;
}

/** `buffer` as elements of `dtype`. Files are little-endian, as is every platform that runs WebGPU. */
export function toTypedArray<D extends Dtype>(dtype: D, buffer: ArrayBuffer): ArrayOf[D] {
  return new ARRAY[dtype](buffer) as ArrayOf[D];
}

/** Elements of a tensor of that shape; a product beyond 2^53 is an error that names the tensor. */
export function countElements(shape: readonly number[], what: string): number {
  const count = shape.reduce((product, size) => product * size, 1);
  if (!Number.isSafeInteger(count)) throw new FormatError(`${what}: shape [${shape}] has more than 2^53 elements`);
  return count;
}
