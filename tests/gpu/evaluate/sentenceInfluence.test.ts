import { expect } from "vitest";
import { type TwinRows, toRows } from "../../support/alignmentTwin";
import { gpuTest } from "../../support/gpuHarness";
import { closeness, randn } from "../../support/numeric";
import { pairReductions } from "../../support/reducePairs";
import { influenceOf, type WeightedMeasure, weightedCka, weightedDistance } from "../../support/weightedAlignment";

/**
 * Influences of about 1, as sums of at most some hundred products in f32 that are then multiplied: ten times what the measures
 * themselves are held to.
 */
const TOLERANCE = { rtol: 1e-4, atol: 1e-5 };

/** Noise around a shared meaning, far from the origin. */
function language(seed: number, n: number, d: number): Float32Array<ArrayBuffer> {
  const [meaning, noise, centre] = [randn(99, n * d), randn(seed, n * d), randn(1000 + seed, d)];
  return meaning.map((value, i) => value + 0.7 * noise[i]! + 2 * centre[i % d]!);
}

const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0) / values.length;

const SHAPES = [
  { n: 2, d: 3 },
  { n: 37, d: 65 },
  { n: 90, d: 5 },
  // Features multiplied with 64 sentences at once, of fewer sentences than numbers and of more.
  { n: 66, d: 131 },
  { n: 130, d: 129 },
];

gpuTest.for(SHAPES)("both forms of CKA tell what each sentence counts at %j", async ({ n, d }, { device }) => {
  const vectors = [1, 2].map((seed) => language(seed, n, d));
  const [a, b] = vectors.map((values) => toRows(values, d)) as [TwinRows, TwinRows];
  const options = { dModel: d, pairs: [[0, 1]] as const, scoreBytes: 1 };
  // Some of many sentences: each is measured twice anew.
  const places = Array.from({ length: n }, (_, i) => i).filter((i) => i % Math.ceil(n / 8) === 0 || i === n - 1);
  const slopes = (measure: WeightedMeasure) => places.map((i) => influenceOf(measure, a, b, i));
  const [ofCka, ofDistance] = [slopes(weightedCka), slopes(weightedDistance)];
  const found = [];
  for (const form of ["sentences", "features"] as const) {
    const [reduction] = await pairReductions(device, vectors, { ...options, form });
    const { cka, centroidDistance, influence } = reduction!;
    expect(mean(influence.cka!)).toBeCloseTo(cka, 6);
    expect(mean(influence.centroidDistance!)).toBeCloseTo(centroidDistance, 5);
    const less = (values: Float32Array, measure: number) => places.map((i) => values[i]! - measure);
    expect(closeness(less(influence.cka!, cka), ofCka, TOLERANCE)).toBeLessThanOrEqual(1);
    expect(closeness(less(influence.centroidDistance!, centroidDistance), ofDistance, TOLERANCE)).toBeLessThanOrEqual(
      1,
    );
    found.push(influence.cka!);
  }
  expect(closeness(found[0]!, found[1]!, TOLERANCE)).toBeLessThanOrEqual(1);
});
