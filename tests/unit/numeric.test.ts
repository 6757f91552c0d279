import { expect, test } from "vitest";
import { closeness, randn, randomIntegers } from "../support/numeric";

const TOLERANCE = { rtol: 1e-3, atol: 1e-6 };

test("closeness accepts what is close", () => {
  expect(closeness([1, 2.001], [1, 2], TOLERANCE)).toBeLessThanOrEqual(1);
  expect(closeness([], [], TOLERANCE)).toBe(0);
});

test("closeness rejects a wrong value, a NaN on either side, an infinity and a wrong length", () => {
  expect(closeness([1, 2], [1, 2.1], TOLERANCE)).toBeGreaterThan(1);
  expect(closeness([1, NaN, 3], [1, 2, 3], TOLERANCE)).toBe(Infinity);
  expect(closeness([1, 2], [1, NaN], TOLERANCE)).toBe(Infinity);
  expect(closeness([1, Infinity], [1, 2], TOLERANCE)).toBe(Infinity);
  expect(closeness([1], [1, 2], TOLERANCE)).toBe(Infinity);
});

test("random numbers repeat, differ by seed and are distributed as they say", () => {
  expect(randn(1, 10)).toEqual(randn(1, 10));
  expect(randn(1, 10)).not.toEqual(randn(2, 10));
  const normal = randn(3, 10_000);
  const mean = normal.reduce((sum, x) => sum + x, 0) / normal.length;
  expect(Math.abs(mean)).toBeLessThan(0.05); // 5 standard errors
  expect(Math.max(...randomIntegers(4, 1000, 7))).toBe(6);
});
