import { expect } from "vitest";
import type { PairAlignment } from "../../../src/evaluate/alignmentResult";
import { alignmentTwin, type TwinAlignment, toRows } from "../../support/alignmentTwin";
import { gpuTest } from "../../support/gpuHarness";
import { closeness, randn } from "../../support/numeric";
import { reducePairs } from "../../support/reducePairs";

/** Means of cosines in f32, each a sum of at most some hundred products. */
const TOLERANCE = { rtol: 1e-5, atol: 1e-6 };

/** Noise around a shared meaning, far from the origin: as anisotropic as hidden states are. */
function language(seed: number, n: number, d: number): Float32Array<ArrayBuffer> {
  const [meaning, noise, centre] = [randn(99, n * d), randn(seed, n * d), randn(1000 + seed, d)];
  return meaning.map((value, i) => value + 0.7 * noise[i]! + 2 * centre[i % d]!);
}

function expectTwin({ raw, centred, cka, centroidDistance }: PairAlignment, want: TwinAlignment, n: number): void {
  const numbers = [cka, centroidDistance, raw.cosine, raw.cosineShuffled, centred.cosine, centred.cosineShuffled];
  const wanted = [
    ...[want.cka, want.centroidDistance, want.raw.cosine, want.raw.cosineShuffled],
    ...[want.centred.cosine, want.centred.cosineShuffled],
  ];
  expect(closeness(numbers, wanted, TOLERANCE)).toBeLessThanOrEqual(1);
  for (const [own, one] of [
    [raw, want.raw],
    [centred, want.centred],
  ] as const) {
    expect(Math.abs(own.accuracyForward - one.accuracyForward) * n).toBeLessThanOrEqual(one.closeForward + 1e-3);
    expect(Math.abs(own.accuracyBackward - one.accuracyBackward) * n).toBeLessThanOrEqual(one.closeBackward + 1e-3);
    // Close calls are few, or this would say nothing.
    expect(one.closeForward + one.closeBackward).toBeLessThan(3);
  }
}

const SHAPES = [
  { n: 2, d: 3, scoreBytes: undefined },
  { n: 37, d: 65, scoreBytes: undefined },
  // CKA by features: more sentences than numbers.
  { n: 90, d: 5, scoreBytes: undefined },
  // Scores in chunks of 64 rows.
  { n: 150, d: 20, scoreBytes: 1 },
];

gpuTest.for(SHAPES)("the reductions of a layer are the twin's at %j", async ({ n, d, scoreBytes }, { device }) => {
  const vectors = [1, 2, 3].map((seed) => language(seed, n, d));
  const pairs = [
    [0, 1],
    [2, 0],
  ] as const;
  const measured = await reducePairs(device, vectors, { dModel: d, pairs, scoreBytes });
  for (const [i, [a, b]] of pairs.entries()) {
    expectTwin(measured[i]!, alignmentTwin(toRows(vectors[a]!, d), toRows(vectors[b]!, d)), n);
  }
});

const N = 24;
const D = 16;

/** Rows in an order that leaves none at its place. */
const rotated = (x: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> =>
  x.map((_, i) => x[(i + 3 * D) % x.length]!);

/** Turns every pair of columns (2 c, 2 c + 1) by an angle of its own: an orthogonal map. */
const turned = (x: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> =>
  x.map((value, i) => {
    const [c, angle] = [i % D, 1 + ((i % D) >> 1)];
    const other = x[c % 2 === 0 ? i + 1 : i - 1]!;
    return Math.cos(angle) * value + (c % 2 === 0 ? -1 : 1) * Math.sin(angle) * other;
  });

gpuTest("identical sentences align wholly, and in another order they do not", async ({ device }) => {
  const x = language(1, N, D);
  const pairs = [
    [0, 1],
    [0, 2],
  ] as const;
  const [same, shuffled] = await reducePairs(device, [x, x.slice(), rotated(x)], { dModel: D, pairs });
  for (const { cosine, accuracyForward, accuracyBackward } of [same!.raw, same!.centred]) {
    expect(cosine).toBeCloseTo(1, 6);
    expect([accuracyForward, accuracyBackward]).toEqual([1, 1]);
  }
  expect(same!.cka).toBeCloseTo(1, 6);
  expect(same!.centroidDistance).toBeLessThan(1e-6);
  expect([shuffled!.raw.accuracyForward, shuffled!.centred.accuracyBackward]).toEqual([0, 0]);
  expect(shuffled!.centred.cosine).toBeLessThan(0.5);
  expect(shuffled!.cka).toBeLessThan(0.9);
  expect(shuffled!.centroidDistance).toBeLessThan(1e-5);
});

gpuTest("turning one language's space leaves CKA as it is, and changes cosines", async ({ device }) => {
  const [x, y] = [language(1, N, D), language(2, N, D)];
  const pairs = [
    [0, 1],
    [0, 2],
  ] as const;
  const [plain, other] = await reducePairs(device, [x, y, turned(y)], { dModel: D, pairs });
  expect(other!.cka).toBeCloseTo(plain!.cka, 5);
  expect(Math.abs(other!.centred.cosine - plain!.centred.cosine)).toBeGreaterThan(0.1);
});

gpuTest("of equal sentences the first is the nearest, and zeros are like nothing", async ({ device }) => {
  const x = language(1, 4, D);
  x.copyWithin(2 * D, 0, D); // the third says what the first says
  const zeros = new Float32Array(4 * D);
  const pairs = [
    [0, 1],
    [0, 2],
  ] as const;
  const [own, none] = await reducePairs(device, [x, x.slice(), zeros], { dModel: D, pairs });
  expect([own!.raw.accuracyForward, own!.raw.accuracyBackward]).toEqual([0.75, 0.75]);
  expect([none!.raw.cosine, none!.centred.cosine, none!.cka]).toEqual([0, 0, 0]);
  expect([none!.ckaInterval, own!.centroidDistanceInterval]).toEqual([null, null]);
  // The same twice: no sentence moves a CKA of 1.
  expect(own!.ckaInterval!.low).toBeCloseTo(1, 5);
  expect(none!.centroidDistanceInterval!.high).toBeGreaterThan(none!.centroidDistance);
});
