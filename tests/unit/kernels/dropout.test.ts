import { expect, test } from "vitest";
import { dropoutReference } from "../../../src/kernels/dropout";

const N = 100_000;
const kept = (share: number, salt: number): number[] =>
  Array.from(dropoutReference(new Float32Array(N).fill(1), { share, salt }), (value) => (value === 0 ? 0 : 1));
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

test.each([0, 0.1, 0.5, 0.9])("a share of %d is dropped, and the expectation stays", (share) => {
  for (const salt of [0, 1, 0xffffffff]) {
    // Five standard deviations of a share of N draws.
    expect(Math.abs(mean(kept(share, salt)) - (1 - share))).toBeLessThanOrEqual(5 * Math.sqrt(0.25 / N));
    const values = dropoutReference(new Float32Array(N).fill(2), { share, salt });
    expect(Math.max(...values.subarray(0, 1000))).toBeCloseTo(2 / (1 - share), 12);
  }
});

test("masks of neighbouring salts, and neighbours of one mask, are independent", () => {
  const [one, two] = [kept(0.5, 7), kept(0.5, 8)];
  const agreement = (a: readonly number[], b: readonly number[]) => mean(a.map((bit, i) => (bit === b[i] ? 1 : 0)));
  const bound = 5 * Math.sqrt(0.25 / N);
  expect(Math.abs(agreement(one, two) - 0.5)).toBeLessThanOrEqual(bound);
  for (const lag of [1, 2, 8, 64]) {
    const shifted = [...one.slice(lag), ...one.slice(0, lag)];
    expect(Math.abs(agreement(one, shifted) - 0.5)).toBeLessThanOrEqual(bound);
  }
  expect(kept(0.5, 7)).toEqual(one);
});
