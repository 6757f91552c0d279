import { expect, test } from "vitest";
import { bootstrapInterval } from "../../../src/evaluate/bootstrap";
import { drawResamples, meanInterval } from "../../../src/evaluate/meanIntervals";
import { randn } from "../../support/numeric";

const OPTIONS = { seed: 7, resamples: 200, confidence: 0.9 };

test("the interval of a mean is the bootstrap's", () => {
  const values = randn(3, 50);
  const want = bootstrapInterval(50, (drawn) => drawn.reduce((sum, i) => sum + values[i]!, 0) / 50, OPTIONS);
  const got = meanInterval(values, drawResamples(50, OPTIONS));
  expect(got.low).toBeCloseTo(want.low, 12);
  expect(got.high).toBeCloseTo(want.high, 12);
});

test("about nine of ten intervals hold the mean that the values were drawn around", () => {
  const drawn = drawResamples(60, OPTIONS);
  const held = Array.from({ length: 300 }, (_, i) => meanInterval(randn(100 + i, 60), drawn)).filter(
    ({ low, high }) => low <= 0 && 0 <= high,
  ).length;
  // Binomial: 270 of 300, give or take 3 standard deviations of 5.2, and a small sample's intervals are somewhat narrow.
  expect(held).toBeGreaterThan(245);
  expect(held).toBeLessThan(290);
});

test("values of other items than were drawn are refused", () => {
  expect(() => meanInterval([1, 2, 3], drawResamples(2, OPTIONS))).toThrow("3 values of 2 items");
});
