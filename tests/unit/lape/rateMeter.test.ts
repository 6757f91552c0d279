import { expect, test } from "vitest";
import { rateMeter } from "../../../src/lape/scanProgress";

test("the rate is that of the last ten seconds, and unknown before anything was timed", () => {
  const rate = rateMeter();
  expect(rate(500, 0)).toBeNull(); // where a saved scan goes on
  expect(rate(600, 1000)).toBe(100);
  for (let s = 2; s <= 20; s++) rate(600 + 50 * (s - 1), 1000 * s);
  expect(rate(600 + 50 * 20, 21_000)).toBe(50);
});

test("runs longer than ten seconds still have a rate", () => {
  const rate = rateMeter();
  rate(0, 0);
  expect(rate(100, 20_000)).toBe(5);
  expect(rate(300, 40_000)).toBe(10);
});
