/** Value of the 16 bits of an f16 (IEEE 754 binary16). */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

let table: Float32Array | undefined;

/** f16, given as their bits, as f32. Exact. */
export function halvesToFloats(bits: Uint16Array): Float32Array<ArrayBuffer> {
  table ??= Float32Array.from({ length: 1 << 16 }, (_, half) => halfToNumber(half));
  const floats = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) floats[i] = table[bits[i]!]!;
  return floats;
}

/** The nearest f16 of each number, as bits; ties to even, beyond 65504 infinity. */
export function floatsToHalves(values: Float32Array<ArrayBuffer>): Uint16Array<ArrayBuffer> {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < halves.length; i++) halves[i] = toHalf(bits[i]!, values[i]!);
  return halves;
}

/** f16 of a number that is given with its f32 bits. */
function toHalf(bits: number, value: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  // From 2^16 on there is only infinity.
  if (magnitude >= 0x47800000) return sign | 0x7c00;
  // Below 2^-14 an f16 counts units of 2^-24; a sum with 2^52 rounds to an integer.
  if (magnitude < 0x38800000) return sign | (Math.abs(value) * 2 ** 24 + 2 ** 52 - 2 ** 52);
  // 13 digits less, and the exponent's bias 15 instead of 127; a carry runs into the exponent.
  return sign | ((magnitude + 0xfff + ((magnitude >>> 13) & 1) - 0x38000000) >>> 13);
}

/** bf16 (the upper halves of f32), given as their bits, as f32. Exact. */
export function bfloatsToFloats(bits: Uint16Array): Float32Array<ArrayBuffer> {
  const words = new Uint32Array(bits.length);
  for (let i = 0; i < bits.length; i++) words[i] = bits[i]! << 16;
  return new Float32Array(words.buffer);
}
