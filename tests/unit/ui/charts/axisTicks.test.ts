import { expect, test } from "vitest";
import { niceTicks, wholeTicks } from "../../../../src/ui/charts/axisTicks";

test("ticks are round and lie within the axis", () => {
  expect(niceTicks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(niceTicks(0, Math.log(16), 5)).toEqual([0, 1, 2]);
  expect(niceTicks(0, 0.3, 3)).toEqual([0, 0.1, 0.2, 0.3]);
  expect(niceTicks(0, 14_335, 8)).toEqual([0, 2000, 4000, 6000, 8000, 10_000, 12_000, 14_000]);
  expect(niceTicks(5, 5, 4)).toEqual([5]);
});

test("whole ticks are whole however few cells are seen", () => {
  expect(wholeTicks(0, 5, 20)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(wholeTicks(0, 2, 5)).toEqual([0, 1, 2]);
  expect(wholeTicks(3, 3, 5)).toEqual([3]);
  expect(wholeTicks(31, 33, 1)).toEqual([32]);
});
