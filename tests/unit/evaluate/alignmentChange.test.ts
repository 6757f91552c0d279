import { expect, test } from "vitest";
import { languagePairs } from "../../../src/evaluate/align";
import { pairChange } from "../../../src/evaluate/alignmentChange";
import { drawResamples } from "../../../src/evaluate/meanIntervals";
import { type PairSeries, pairAlignment, pairSeries, type SimilaritySeries } from "../../../src/evaluate/pairAlignment";

const series = (cosine: number[], shuffled: number[], forward: number[], backward: number[]): SimilaritySeries => ({
  cosine: Float32Array.from(cosine),
  shuffled: Float32Array.from(shuffled),
  forward: Float32Array.from(forward),
  backward: Float32Array.from(backward),
});
const RAW = series([0.5, 0.75], [0.25, 0.25], [1, 0], [1, 1]);
const CENTRED = series([0.25, 0.5], [0, 0.125], [1, 1], [0, 0]);
const influence = (cka: number[], distance: number[] | null) => ({
  cka: Float32Array.from(cka),
  centroidDistance: distance && Float32Array.from(distance),
});
const BASE: PairSeries = { raw: RAW, centred: CENTRED, influence: influence([0.25, 0.75], [-1, 5]) };
const TUNED: PairSeries = {
  raw: series([0.75, 1], [0, 0.25], [1, 1], [1, 0]),
  centred: CENTRED,
  influence: influence([0.375, 1.125], [1, 6]),
};
const PAIR = { a: "eng_Latn", b: "mlt_Latn", layer: 3 };
const DRAWN = drawResamples(2, { seed: 1, resamples: 500 });

test("a pair's measures are means over its sentences", () => {
  const { raw, centred, ...rest } = pairAlignment(PAIR, BASE, { cka: 0.5, centroidDistance: 2 }, DRAWN);
  expect(rest).toMatchObject({ ...PAIR, cka: 0.5, centroidDistance: 2 });
  expect(raw).toMatchObject({ cosine: 0.625, cosineShuffled: 0.25, accuracyForward: 0.5, accuracyBackward: 1 });
  expect(centred).toMatchObject({ cosine: 0.375, cosineShuffled: 0.0625, accuracyForward: 1, accuracyBackward: 0 });
  // Two sentences: a resample is either of them twice, or both.
  expect(raw.cosineInterval).toEqual({ low: 0.5, high: 0.75 });
  expect(raw.accuracyForwardInterval).toEqual({ low: 0, high: 1 });
  expect(raw.accuracyBackwardInterval).toEqual({ low: 1, high: 1 });
  expect(raw.gapInterval).toEqual({ low: 0.25, high: 0.5 });
});

test("CKA and the distance have the intervals of what sentences count, as far as they can be", () => {
  const base = pairAlignment(PAIR, BASE, { cka: 0.5, centroidDistance: 2 }, DRAWN);
  expect([base.ckaInterval, base.centroidDistanceInterval]).toEqual([
    { low: 0.25, high: 0.75 },
    { low: 0, high: 5 },
  ]);
  const tuned = pairAlignment(PAIR, TUNED, { cka: 0.75, centroidDistance: 3.5 }, DRAWN);
  expect([tuned.ckaInterval, tuned.centroidDistanceInterval]).toEqual([
    { low: 0.375, high: 1 },
    { low: 1, high: 6 },
  ]);
});

test("they change by what each sentence counts, and by nothing known where one has no interval", () => {
  const { cka, centroidDistance } = pairChange(PAIR, BASE, TUNED, DRAWN);
  expect(cka).toEqual({ difference: 0.25, interval: { low: 0.125, high: 0.375 } });
  expect(centroidDistance).toEqual({ difference: 1.5, interval: { low: 1, high: 2 } });
  const without = { ...TUNED, influence: { cka: null, centroidDistance: null } };
  const { ckaInterval, centroidDistanceInterval } = pairAlignment(
    PAIR,
    without,
    { cka: 0, centroidDistance: 0 },
    DRAWN,
  );
  const unknown = pairChange(PAIR, BASE, without, DRAWN);
  expect([ckaInterval, centroidDistanceInterval, unknown.cka, unknown.centroidDistance]).toEqual([
    ...[null, null, null, null],
  ]);
});

test("a change is that of each sentence, not of two means with intervals of their own", () => {
  const { raw, centred } = pairChange(PAIR, BASE, TUNED, DRAWN);
  expect(raw.cosine).toEqual({ difference: 0.25, interval: { low: 0.25, high: 0.25 } });
  expect(raw.gap).toEqual({ difference: 0.375, interval: { low: 0.25, high: 0.5 } });
  expect(raw.accuracyForward.difference).toBe(0.5);
  expect(raw.accuracyBackward.difference).toBe(-0.5);
  expect(centred.cosine).toEqual({ difference: 0, interval: { low: 0, high: 0 } });
});

test("the nearest is right where it is the translation", () => {
  const one = {
    cosine: Float32Array.of(1, 1, 1),
    shuffled: Float32Array.of(0, 0, 0),
    forward: Uint32Array.of(0, 0, 2),
    backward: Uint32Array.of(1, 1, 1),
  };
  const none = { cka: null, centroidDistance: null };
  const { raw } = pairSeries({ raw: one, centred: one, cka: 1, centroidDistance: 0, influence: none });
  expect([[...raw.forward], [...raw.backward]]).toEqual([
    [1, 0, 1],
    [0, 1, 0],
  ]);
});

test("pairs are all of the languages, or those of the pivot", () => {
  expect(languagePairs(["a", "b", "c"], null)).toEqual([
    [0, 1],
    [0, 2],
    [1, 2],
  ]);
  expect(languagePairs(["a", "b", "c"], "b")).toEqual([
    [1, 0],
    [1, 2],
  ]);
  expect(() => languagePairs(["a", "b"], "x")).toThrow("the pivot x is none of the languages: a, b");
});
