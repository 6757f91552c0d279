import { describe, expect, it } from "vitest";
import {
  type BootstrapOptions,
  bootstrapInterval,
  keptBootstrap,
  keptRatioBootstrap,
  quantile,
  ratioOf,
} from "../../../src/evaluate/bootstrap";
import { nextBelow, seededRandom } from "../../../src/tensor/random";

const meanOf = (values: readonly number[]) => (drawn: Uint32Array) => {
  let sum = 0;
  for (const i of drawn) sum += values[i]!;
  return sum / drawn.length;
};

/** A standard normal number, by the sum of twelve uniform ones less its mean. */
function normal(random: ReturnType<typeof seededRandom>): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += nextBelow(random, 2 ** 30) / 2 ** 30;
  return sum;
}

const bootstrapRatio = (numerator: readonly number[], denominator: readonly number[], options: BootstrapOptions) =>
  keptRatioBootstrap(options)(numerator, denominator);

describe("quantile", () => {
  it("equals numpy's default", () => {
    // numpy.quantile([1, 2, 4, 8], [0, 0.025, 0.5, 0.9, 1])
    const values = [1, 2, 4, 8];
    for (const [q, expected] of [
      [0, 1],
      [0.025, 1.075],
      [0.5, 3],
      [0.9, 6.8],
      [1, 8],
    ] as const) {
      expect(quantile(values, q)).toBeCloseTo(expected, 12);
    }
  });
});

describe("a bootstrap interval", () => {
  it("of a constant sample is a point", () => {
    expect(bootstrapInterval(7, meanOf(Array(7).fill(2.5)), { seed: 1 })).toEqual({ low: 2.5, high: 2.5 });
  });

  it("of one item is a point", () => {
    expect(bootstrapInterval(1, meanOf([3]), { seed: 1 })).toEqual({ low: 3, high: 3 });
  });

  it("of a mean is as wide as the mean's standard error says", () => {
    const random = seededRandom(11);
    const values = Array.from({ length: 400 }, () => normal(random));
    const mean = values.reduce((sum, x) => sum + x, 0) / 400;
    // A drawn mean has variance (population variance of the sample) / n.
    const error = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 400 / 400);
    const { low, high } = bootstrapInterval(400, meanOf(values), { seed: 3, resamples: 4000 });
    // Bounds of 4,000 draws scatter by sqrt(0.025 * 0.975 / 4000) / density(1.96) = 0.042 standard errors; three of them.
    expect(Math.abs((mean - low) / error - 1.96)).toBeLessThan(0.13);
    expect(Math.abs((high - mean) / error - 1.96)).toBeLessThan(0.13);
  });

  it("draws k times n each item as often as the binomial distribution says", () => {
    // The statistic "how often item 0 was drawn" is binomial(n, 1 / n): of ten items, 0.9^10 = 0.349 of the draws have none.
    let without = 0;
    bootstrapInterval(
      10,
      (drawn) => {
        if (!drawn.includes(0)) without++;
        return 0;
      },
      { seed: 5, resamples: 10_000 },
    );
    // Three standard deviations of a share of 10,000.
    expect(Math.abs(without / 10_000 - 0.9 ** 10)).toBeLessThan(0.0143);
  });

  it("holds the true mean in 95 of 100 samples", () => {
    const random = seededRandom(23);
    let held = 0;
    for (let s = 0; s < 400; s++) {
      const values = Array.from({ length: 60 }, () => 5 + normal(random));
      const { low, high } = bootstrapInterval(60, meanOf(values), { seed: s, resamples: 300 });
      if (low <= 5 && 5 <= high) held++;
    }
    // A percentile interval of 60 values covers about 94 %; three standard deviations of a share of 400 are 3.5 %.
    expect(held / 400).toBeGreaterThan(0.9);
    expect(held / 400).toBeLessThan(0.98);
  });

  it("is wider for more confidence", () => {
    const values = [1, 5, 2, 8, 3, 9, 4];
    const of = (confidence: number) => bootstrapInterval(7, meanOf(values), { seed: 1, confidence });
    expect(of(0.99).low).toBeLessThan(of(0.8).low);
    expect(of(0.99).high).toBeGreaterThan(of(0.8).high);
  });

  it("is the same for the same seed and label, another for another", () => {
    const values = Array.from({ length: 50 }, (_, i) => Math.sin(i));
    const of = (seed: number, label = "") => bootstrapInterval(50, meanOf(values), { seed, label });
    expect(of(1)).toEqual(of(1));
    expect(of(1)).not.toEqual(of(2));
    expect(of(1)).not.toEqual(of(1, "mlt_Latn"));
  });

  it("weighs a ratio of sums by its denominators", () => {
    // Items of 0.5 and 2 a unit: a ratio of sums lies between, and every one of equal ratios is that ratio.
    expect(bootstrapRatio([1, 2, 3], [2, 4, 6], { seed: 1 })).toEqual({ low: 0.5, high: 0.5 });
    const { low, high } = bootstrapRatio([0.5, 200], [1, 100], { seed: 1 });
    expect(low).toBe(0.5);
    expect(high).toBe(2);
    // Drawn once each (half of the draws), the median is 200.5 / 101.
    expect(bootstrapRatio([0.5, 200], [1, 100], { seed: 1, confidence: 1e-9 }).low).toBeCloseTo(200.5 / 101, 12);
  });

  it("of a ratio draws no item without a denominator, as windows that predict nothing", () => {
    // Were all four drawn, 0.75^4 = 32 % of the draws would have no ratio.
    const without = bootstrapRatio([0, 3, 0, 0], [0, 2, 0, 0], { seed: 1 });
    expect(without).toEqual({ low: 1.5, high: 1.5 });
    expect(bootstrapRatio([0, 1, 0, 8, 0], [0, 2, 0, 4, 0], { seed: 1 })).toEqual(
      bootstrapRatio([1, 8], [2, 4], { seed: 1 }),
    );
    expect(() => bootstrapRatio([1], [0], { seed: 1 })).toThrow(RangeError);
  });

  it.each([
    ["kept", 1000],
    ["drawn anew", 999],
  ])("whose draws are %s is the same at every statistic as alone", (_, mostKept) => {
    const values = Array.from({ length: 20 }, (_, i) => Math.sin(i));
    const ones = new Array<number>(20).fill(1);
    const squares = values.map((value) => value * value);
    const options = { seed: 3, label: "mlt_Latn", resamples: 50 };
    const bootstrap = keptBootstrap(20, options, mostKept);
    for (const numbers of [squares, values, squares]) {
      expect(bootstrap(ratioOf(numbers, ones))).toEqual(bootstrapRatio(numbers, ones, options));
    }
  });

  it.each([
    [0, {}],
    [3, { resamples: 0 }],
    [3, { resamples: 1.5 }],
    [3, { confidence: 1 }],
    [3, { seed: 0.5 }],
  ])("refuses %i items with %o", (n, options) => {
    expect(() => bootstrapInterval(n, () => 0, { seed: 1, ...options })).toThrow(RangeError);
  });
});
