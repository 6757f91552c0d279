import { FormatError } from "./formatError";

/** Wire types that ONNX uses: varint, eight bytes, a length and its bytes, four bytes. Groups (3, 4) are refused. */
export type WireType = 0 | 1 | 2 | 5;

/** One field of a message. Offsets count from the start of the bytes it was read from. */
export interface WireField {
  readonly number: number;
  readonly wire: WireType;
  /** Where the field's tag begins. */
  readonly start: number;
  /** Where its value begins, behind tag and length. */
  readonly valueStart: number;
  readonly end: number;
  /** The unsigned value of a varint; 0n for the other wire types. */
  readonly varint: bigint;
}

/** Longest tag and varint, or tag and length: what must be at hand to read the head of any field. */
export const MAX_FIELD_HEAD = 20;

const MAX_VARINT_BYTES = 10;
const UINT64_MAX = (1n << 64n) - 1n;

function readVarint(bytes: Uint8Array, at: number, limit: number, base: number): { value: bigint; next: number } {
  let value = 0n;
  for (let i = 0; i < MAX_VARINT_BYTES; i++) {
    if (at + i >= limit || at + i >= bytes.length) {
      throw new FormatError(`protobuf: a number at byte ${base + at} is cut off by the end of its message`);
    }
    const byte = bytes[at + i]!;
    value |= BigInt(byte & 0x7f) << BigInt(7 * i);
    if (byte < 0x80) {
      if (value > UINT64_MAX) break;
      return { value, next: at + i + 1 };
    }
  }
  throw new FormatError(`protobuf: the number at byte ${base + at} is longer than 64 bits`);
}

/**
 * Reads the head of the field at `at`. Its message ends at `limit`, which may lie behind `bytes` (of which `MAX_FIELD_HEAD`
 * from `at` on are enough); the value's end is checked against `limit`. `base` is added to offsets in errors.
 */
export function readField(bytes: Uint8Array, at: number, limit: number, base: number): WireField {
  const tag = readVarint(bytes, at, limit, base);
  const wire = Number(tag.value & 7n);
  const number = Number(tag.value >> 3n);
  if (number < 1 || number > 0x1fffffff) throw new FormatError(`protobuf: no field number at byte ${base + at}`);
  const field = (valueStart: number, end: number, varint = 0n): WireField => {
    if (end > limit) {
      const [need, have] = [end - valueStart, limit - valueStart];
      throw new FormatError(
        `protobuf: field ${number} at byte ${base + at} claims ${need} bytes, its message has ${have}`,
      );
    }
    return { number, wire: wire as WireType, start: at, valueStart, end, varint };
  };
  switch (wire) {
    case 0: {
      const { value, next } = readVarint(bytes, tag.next, limit, base);
      return field(tag.next, next, value);
    }
    case 1:
      return field(tag.next, tag.next + 8);
    case 2: {
      const length = readVarint(bytes, tag.next, limit, base);
      return field(length.next, length.next + Number(length.value));
    }
    case 5:
      return field(tag.next, tag.next + 4);
    default:
      throw new FormatError(
        `protobuf: field ${number} at byte ${base + at} has wire type ${wire}, which is not supported`,
      );
  }
}

/** The fields of a message that is all in memory. */
export function* readFields(message: Uint8Array, base = 0): Generator<WireField> {
  for (let at = 0; at < message.length; ) {
    const field = readField(message, at, message.length, base);
    yield field;
    at = field.end;
  }
}

/** The value's bytes, as a view. */
export function fieldBytes(message: Uint8Array, field: WireField): Uint8Array {
  return message.subarray(field.valueStart, field.end);
}

/** A varint as a signed int64; beyond 2^53 the nearest number. */
export function toInt(varint: bigint): number {
  return Number(BigInt.asIntN(64, varint));
}

/** A length-delimited value as UTF-8. */
export function toText(message: Uint8Array, field: WireField, base = 0): string {
  expectWire(field, 2, base);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(fieldBytes(message, field));
  } catch {
    throw new FormatError(`protobuf: field ${field.number} at byte ${base + field.start} is not valid UTF-8`);
  }
}

/** The integers of a repeated field's occurrence, packed or not, added to `values`. */
export function toInts(message: Uint8Array, field: WireField, base = 0, values: number[] = []): number[] {
  if (field.wire === 0) {
    values.push(toInt(field.varint));
    return values;
  }
  expectWire(field, 2, base);
  for (let at = field.valueStart; at < field.end; ) {
    const { value, next } = readVarint(message, at, field.end, base);
    values.push(toInt(value));
    at = next;
  }
  return values;
}

/** Refuses a field whose wire type is not the schema's. */
export function expectWire(field: WireField, wire: WireType, base = 0): void {
  if (field.wire === wire) return;
  throw new FormatError(
    `protobuf: field ${field.number} at byte ${base + field.start} has wire type ${field.wire}, expected ${wire}`,
  );
}

function varintBytes(value: number | bigint): number[] {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 0x80 : low);
  } while (rest > 0n);
  return bytes;
}

/** A field that holds an integer. */
export function intField(number: number, value: number | bigint): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([...varintBytes(number << 3), ...varintBytes(value)]);
}

/** A field that holds bytes, text or a message given in parts. */
export function bytesField(
  number: number,
  value: string | Uint8Array | readonly Uint8Array[],
): Uint8Array<ArrayBuffer> {
  const parts = typeof value === "string" ? [new TextEncoder().encode(value)] : Array.isArray(value) ? value : [value];
  const length = parts.reduce((sum: number, part: Uint8Array) => sum + part.length, 0);
  return concat([Uint8Array.from([...varintBytes((number << 3) | 2), ...varintBytes(length)]), ...parts]);
}

/** The parts in one array. */
export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
