import wgsl from "../../shaders/lape/radix_histogram.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";

/** 11 bits a digit: three digits make a key, and the bins take 8 of the 16 KiB that every device has. */
export const DIGIT_BITS = 11;
const N_DIGITS = 1 << DIGIT_BITS;
const WORKGROUP_SIZE = 256;

/** Enough workgroups to fill a GPU, few enough that adding their bins costs little. */
const MAX_WORKGROUPS = 512;
const KEYS_PER_INVOCATION = 32;

/** Invocations for `n` keys: what `n_threads` must be. */
export const radixHistogramThreads = (n: number): number =>
  Math.min(MAX_WORKGROUPS, Math.ceil(n / (WORKGROUP_SIZE * KEYS_PER_INVOCATION))) * WORKGROUP_SIZE;

export const radixHistogram = defineKernel({
  name: "radix_histogram",
  wgsl,
  workgroupSize: [WORKGROUP_SIZE],
  constants: { N_DIGITS },
  params: { n: "u32", prefix: "u32", prefix_mask: "u32", shift: "u32", n_threads: "u32" },
  buffers: {
    keys: ["read", "u32", "n"],
    histogram: ["read_write", "atomic u32", N_DIGITS],
  },
  threads: ({ n_threads }) => [n_threads],
});

/** Counts of the digit above `shift` among the keys whose masked bits equal `prefix`. */
export function radixHistogramReference(
  keys: Uint32Array,
  prefix: number,
  prefixMask: number,
  shift: number,
): Uint32Array<ArrayBuffer> {
  const histogram = new Uint32Array(N_DIGITS);
  const wanted = prefix | 0; // `&` gives a signed integer
  // Indices, not an iterator: tens of millions of keys pass here, in half the time.
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    if ((key & prefixMask) === wanted) histogram[(key >>> shift) % N_DIGITS]!++;
  }
  return histogram;
}
