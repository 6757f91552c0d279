import { expect } from "vitest";
import {
  DIGIT_BITS,
  radixHistogram,
  radixHistogramReference,
  radixHistogramThreads,
} from "../../../src/kernels/radixHistogram";
import { gpuTest, run } from "../../support/gpuHarness";
import { randomIntegers } from "../../support/numeric";

const N_DIGITS = 2 ** DIGIT_BITS;

function histogram(
  device: GPUDevice,
  keys: Uint32Array<ArrayBuffer>,
  [prefix, prefixMask, shift]: readonly [number, number, number],
  initial = new Uint32Array(N_DIGITS),
) {
  const params = {
    n: keys.length,
    prefix,
    prefix_mask: prefixMask,
    shift,
    n_threads: radixHistogramThreads(keys.length),
  };
  return run(device, radixHistogram, params, { keys, histogram: initial });
}

/** The three steps over a key: no prefix, the top digit as prefix, the top two. */
const STEPS = (key: number): readonly (readonly [prefix: number, prefixMask: number, shift: number])[] => [
  [0, 0, 21],
  [(key & 0xffe00000) >>> 0, 0xffe00000, 10],
  [(key & 0xfffffc00) >>> 0, 0xfffffc00, 0],
];

gpuTest.for([1, 255, 256, 257, 20_000])("counts the digits of %d keys", async (n, { device }) => {
  const keys = randomIntegers(n, n, 2 ** 32);
  for (const step of STEPS(keys[0]!)) {
    const got = await histogram(device, keys, step);
    expect(got.histogram).toEqual(radixHistogramReference(keys, ...step));
  }
});

gpuTest("more keys than invocations, all with one prefix and few digits", async ({ device }) => {
  const keys = randomIntegers(1, 300_000, 3).map((x) => 0x3f000000 + x * 1024);
  for (const step of STEPS(keys[0]!)) {
    const got = await histogram(device, keys, step);
    expect(got.histogram).toEqual(radixHistogramReference(keys, ...step));
  }
});

gpuTest("adds to what the histogram holds, so that parts of the keys make the whole", async ({ device }) => {
  const keys = randomIntegers(5, 1000, 2 ** 32);
  const first = await histogram(device, keys.slice(0, 400), [0, 0, 21]);
  const both = await histogram(device, keys.slice(400), [0, 0, 21], first.histogram);
  expect(both.histogram).toEqual(radixHistogramReference(keys, 0, 0, 21));
});
