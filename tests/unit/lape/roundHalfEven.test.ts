import fc from "fast-check";
import { expect, test } from "vitest";
import { roundHalfEven } from "../../../src/lape/roundHalfEven";

test("Python's documented examples", () => {
  expect([0.5, 1.5, 2.5, 2.675, -0.5, -1.5, 3, 4586.5, 4587.5].map(roundHalfEven)).toEqual([
    0, 2, 2, 3, 0, -2, 3, 4586, 4588,
  ]);
});

test("never further than a half, and even where it is exactly that", () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e9, max: 1e9 }), (halves) => {
      const rounded = roundHalfEven(halves / 2);
      expect(Math.abs(rounded - halves / 2)).toBeLessThanOrEqual(0.5);
      if (halves % 2 !== 0) expect(Math.abs(rounded % 2)).toBe(0);
    }),
  );
});
