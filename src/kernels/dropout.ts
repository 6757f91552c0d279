import wgsl from "../../shaders/gather/dropout.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";

/** x[i] = 0 by chance, else x[i] * scale. The same params give the same mask: the backward pass runs it on the gradient. */
export const dropout = defineKernel({
  name: "dropout",
  wgsl,
  workgroupSize: [128],
  params: { n: "u32", salt: "u32", threshold: "u32", scale: "f32" },
  buffers: { x: ["read_write", "f32", "n"] },
  threads: ({ n }) => [n],
});

/** One draw of a mask: the share of elements dropped, in [0, 1), and a number that makes the mask (u32). */
export interface DropoutDraw {
  readonly share: number;
  readonly salt: number;
}

/** The kernel's params for `n` elements; what is kept is scaled so that its expectation stays. */
export const dropoutParams = (n: number, { share, salt }: DropoutDraw) => ({
  n,
  salt,
  threshold: Math.round(share * 2 ** 32),
  scale: 1 / (1 - share),
});

/** Thirty-two bits in, thirty-two well mixed bits out: the kernel's `mix`. */
export function mixBits(value: number): number {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x21f0aaad);
  h = Math.imul(h ^ (h >>> 15), 0xd35a2d97);
  return (h ^ (h >>> 15)) >>> 0;
}

/** The definition in f64. */
export function dropoutReference(x: ArrayLike<number>, draw: DropoutDraw): Float64Array<ArrayBuffer> {
  const { salt, threshold, scale } = dropoutParams(x.length, draw);
  return Float64Array.from(x, (value, i) => (mixBits(mixBits(i) ^ salt) >= threshold ? value * scale : 0));
}
