import fc from "fast-check";
import { expect, test } from "vitest";
import { histogramOf, kthSmallest, rememberHistograms } from "../../../src/lape/kthSmallest";

const value = fc.float({ min: 0, noNaN: true, noDefaultInfinity: false }).map((x) => x + 0); // -0 is not among them
const parts = fc.array(
  fc.array(value).map((values) => Float32Array.from(values)),
  { minLength: 1, maxLength: 4 },
);

test("equals the element of the sorted whole, whatever the parts, repeated values included", async () => {
  await fc.assert(
    fc.asyncProperty(parts, fc.nat(), async (arrays, pick) => {
      const sorted = Float32Array.from(arrays.flatMap((part) => [...part])).sort();
      fc.pre(sorted.length > 0);
      const rank = (pick % sorted.length) + 1;
      expect(await kthSmallest(rank, histogramOf(arrays))).toBe(sorted[rank - 1]);
      const doubled = [...arrays, ...arrays];
      expect(await kthSmallest(2 * rank, histogramOf(doubled))).toBe(sorted[rank - 1]);
    }),
  );
});

test("a part may lie inside a larger buffer", async () => {
  const part = Float32Array.of(9, 3, 1, 2, 9).subarray(1, 4);
  expect(await kthSmallest(2, histogramOf([part]))).toBe(2);
});

test("a rank beyond the values is refused", async () => {
  await expect(kthSmallest(3, histogramOf([Float32Array.of(1, 2)]))).rejects.toThrow("3-th smallest of 2 values");
});

test("histograms are computed once for each prefix, and again after a failure", async () => {
  const values = Float32Array.of(0.25, 0.5, 0.75);
  let calls = 0;
  let broken = true;
  const histogram = rememberHistograms((...args) => {
    calls++;
    return broken ? Promise.reject(new Error("device lost")) : histogramOf([values])(...args);
  });
  await expect(kthSmallest(1, histogram)).rejects.toThrow("device lost");
  broken = false;
  expect(await kthSmallest(1, histogram)).toBe(0.25);
  expect(await kthSmallest(1, histogram)).toBe(0.25);
  expect(calls).toBe(1 + 3);
});

test("the latest 64 histograms are remembered: what is asked for again stays, the oldest is forgotten", async () => {
  const asked: number[] = [];
  const histogram = rememberHistograms(async (prefix) => {
    asked.push(prefix);
    return new Uint32Array(1);
  });
  for (let prefix = 0; prefix < 64; prefix++) await histogram(prefix, 0, 0);
  await histogram(0, 0, 0);
  expect(asked).toHaveLength(64);
  await histogram(64, 0, 0);
  asked.length = 0;
  await histogram(0, 0, 0);
  await histogram(2, 0, 0);
  expect(asked).toEqual([]);
  await histogram(1, 0, 0);
  expect(asked).toEqual([1]);
});
