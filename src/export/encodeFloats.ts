import { floatsToHalves } from "../tensor/halfFloat";

/** Element types of exported weights, by safetensors' names. */
export type WeightDtype = "F32" | "F16" | "BF16";

/** As config.json names them. */
export const TORCH_DTYPE = { F32: "float32", F16: "float16", BF16: "bfloat16" } as const;

/** The numbers in that type, little-endian, each rounded to the nearest, ties to even. Throws where one grows to infinity. */
export function encodeFloats(values: Float32Array<ArrayBuffer>, dtype: WeightDtype): Uint8Array<ArrayBuffer> {
  if (dtype === "F32") return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const bits = dtype === "F16" ? floatsToHalves(values) : floatsToBfloats(values);
  const infinity = dtype === "F16" ? 0x7c00 : 0x7f80;
  const lost = bits.findIndex((half, i) => (half & 0x7fff) === infinity && Number.isFinite(values[i]!));
  if (lost >= 0) throw new RangeError(`${values[lost]} does not fit ${dtype}: choose another type`);
  return new Uint8Array(bits.buffer);
}

/** The upper halves of floats, as bits. */
function floatsToBfloats(values: Float32Array<ArrayBuffer>): Uint16Array<ArrayBuffer> {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < halves.length; i++) {
    const word = bits[i]!;
    // A carry runs into the exponent; NaN must not round to infinity.
    const isNumber = !((word & 0x7fffffff) > 0x7f800000);
    halves[i] = isNumber ? (word + 0x7fff + ((word >>> 16) & 1)) >>> 16 : (word >>> 16) | 0x40;
  }
  return halves;
}
