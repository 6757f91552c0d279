import { describe, expect, test } from "vitest";
import { quantile } from "../../../src/evaluate/bootstrap";
import { drawResamples, meanInterval } from "../../../src/evaluate/meanIntervals";
import { ckaBySentence, distanceBySentence } from "../../../src/evaluate/sentenceInfluence";
import { alignmentTwin, type TwinRows, toRows } from "../../support/alignmentTwin";
import { randn } from "../../support/numeric";
import {
  ckaTerms,
  equalWeights,
  influenceOf,
  type WeightedMeasure,
  weightedCka,
  weightedDistance,
} from "../../support/weightedAlignment";

const D = 8;

/** Two languages around a shared meaning, in some directions more than in others, as hidden states spread; their means lie apart. */
function languages(n: number, seed = 1): [TwinRows, TwinRows] {
  const meaning = randn(seed, n * D);
  const of = (own: number, apart: number): TwinRows => {
    const noise = randn(100 * seed + own, n * D);
    const values = meaning.map((value, i) => 0.75 ** (i % D) * (value + 0.7 * noise[i]!) + apart * ((i % D) - 2));
    return toRows(values, D);
  };
  return [of(1, 0), of(2, 0.2)];
}

const meanOf = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0) / values.length;
const rms = (values: readonly number[]): number => Math.sqrt(meanOf(values.map((value) => value ** 2)));

function distanceValues(a: TwinRows, b: TwinRows): Float32Array {
  const means = [a, b].map((rows) => Array.from({ length: D }, (_, c) => meanOf(rows.map((row) => row[c]!))));
  const sums = means[0]!.map((value, c) => a.length * (value - means[1]![c]!));
  const along = [a, b].map((rows, k) =>
    rows.map((row) => sums.reduce((sum, value, c) => sum + value * (row[c]! - means[k]![c]!), 0)),
  );
  return distanceBySentence(Math.hypot(...sums), along[0]!, along[1]!)!;
}

const MEASURES: readonly {
  readonly name: string;
  readonly measure: WeightedMeasure;
  readonly values: (a: TwinRows, b: TwinRows) => Float32Array;
}[] = [
  {
    name: "CKA",
    measure: weightedCka,
    values: (a, b) => ckaBySentence(ckaTerms(a, b), ckaTerms(a, a), ckaTerms(b, b))!,
  },
  { name: "distance", measure: weightedDistance, values: distanceValues },
];

test("the measures of equal weights are the twin's", () => {
  const [a, b] = languages(30);
  const { cka, centroidDistance } = alignmentTwin(a, b);
  expect(weightedCka(a, b, equalWeights(30))).toBeCloseTo(cka, 12);
  expect(weightedDistance(a, b, equalWeights(30))).toBeCloseTo(centroidDistance, 12);
});

describe.for(MEASURES)("what sentences count of $name", ({ measure, values }) => {
  /** Delete-one pseudo-values n T - (n - 1) T_-i beside what the sentences count. */
  function pseudoErrors(n: number): { readonly errors: number[]; readonly influences: number[] } {
    const [a, b] = languages(n);
    const whole = measure(a, b, equalWeights(n));
    const own = values(a, b);
    const errors = Array.from(own, (value, i) => {
      const weights = equalWeights(n);
      weights[i] = 0;
      return n * whole - (n - 1) * measure(a, b, weights) - value;
    });
    return { errors, influences: Array.from(own, (value) => value - whole) };
  }

  test("has the measure for its mean, and is how the measure moves with each sentence's weight", () => {
    const n = 60;
    const [a, b] = languages(n);
    const whole = measure(a, b, equalWeights(n));
    const own = values(a, b);
    // Rounded to f32, some 1e-7 of numbers of about 1.
    expect(meanOf(own)).toBeCloseTo(whole, 6);
    for (const [i, value] of own.entries()) expect(value - whole).toBeCloseTo(influenceOf(measure, a, b, i), 6);
  });

  test("differs from the jackknife's pseudo-values by O(1/n)", () => {
    // T_-i weighs sentence i by -1/(n - 1) more: its pseudo-value less T is the influence less the curvature over 2 (n - 1). Four times
    // as many sentences leave a quarter. The rms curvature of other sentences differs somewhat: a third either way.
    const [few, many] = [pseudoErrors(200), pseudoErrors(800)];
    const ratio = rms(few.errors) / rms(many.errors);
    expect(ratio).toBeGreaterThan(4 / 1.33);
    expect(ratio).toBeLessThan(4 * 1.33);
    // A curvature of 2 D times the influence, as of squares of D columns: 2 D / 2 / 200 = 4 %.
    expect(rms(few.errors) / rms(few.influences)).toBeLessThan(D / 200);
  });

  test("has the interval of a bootstrap that measures every resample anew, but for what resampling adds", () => {
    const n = 200;
    const [a, b] = languages(n);
    const drawn = drawResamples(n, { seed: 3, resamples: 1000 });
    const linear = meanInterval(values(a, b), drawn);
    const anew = Array.from({ length: 1000 }, (_, r) => measure(a, b, drawn.counts.subarray(r * n, (r + 1) * n)));
    anew.sort((one, other) => one - other);
    const [low, high] = [quantile(anew, 0.025), quantile(anew, 0.975)];
    const width = high - low;
    // Fewer different sentences measure more: resamples lie higher than the measure by its bias, which the jackknife tells (Quenouille
    // 1956), O(1/n) against a width of O(1/sqrt(n)). The approximation does not: without that it is some 1/sqrt(200) = 7 % off.
    const bias = meanOf(pseudoErrors(n).errors.map((error) => -error));
    for (const difference of [low - linear.low, high - linear.high]) {
      expect(Math.abs(difference)).toBeLessThan(0.1 * width);
      expect(Math.abs(difference - bias)).toBeLessThan(0.05 * width);
    }
  });
});

describe("where nothing approximates a measure", () => {
  const terms = (total: number) => ({ total, bySentence: [total / 2, total / 2] });

  test("sentences that are all alike have no CKA, and means that are the same no direction", () => {
    expect(ckaBySentence(terms(0), terms(0), terms(4))).toBeNull();
    expect(distanceBySentence(0, [0, 0], [0, 0])).toBeNull();
  });

  test("languages that share nothing have a CKA of 0 by every sentence", () => {
    expect([...ckaBySentence(terms(0), terms(4), terms(4))!]).toEqual([0, 0]);
  });
});
