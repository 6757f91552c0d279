import { expect, test } from "vitest";
import type { PairSeries, SimilaritySeries } from "../../../src/evaluate/pairAlignment";
import { memoryStore } from "../../../src/storage/memoryStore";
import { keepSeries, loadSeries, partVectors } from "../../../src/worker/sentenceSeries";

const seriesFrom = (first: number): SimilaritySeries => ({
  cosine: Float32Array.of(first, 0.5),
  shuffled: Float32Array.of(first + 1, 0.5),
  forward: Float32Array.of(first + 2, 0),
  backward: Float32Array.of(first + 3, 1),
});
const PAIRS: PairSeries[] = [
  {
    ...{ raw: seriesFrom(10), centred: seriesFrom(20) },
    influence: { cka: Float32Array.of(0, 1), centroidDistance: Float32Array.of(-2, 3) },
  },
  {
    ...{ raw: seriesFrom(30), centred: seriesFrom(40) },
    influence: { cka: null, centroidDistance: Float32Array.of(4, 5) },
  },
];

test("what sentences count comes back as it was kept", async () => {
  const store = memoryStore();
  await keepSeries(store, "one", 3, PAIRS);
  expect(await loadSeries(store, "one", 3, { nPairs: 2, nSentences: 2 })).toEqual(PAIRS);
});

test("what is not there, or of another size, is refused", async () => {
  const store = memoryStore();
  await keepSeries(store, "one", 3, PAIRS);
  const message = "is not kept: remove it and align again";
  await expect(loadSeries(store, "one", 2, { nPairs: 2, nSentences: 2 })).rejects.toThrow(message);
  await expect(loadSeries(store, "one", 3, { nPairs: 2, nSentences: 3 })).rejects.toThrow(message);
});

test("vectors under way lie among the parts", async () => {
  const store = memoryStore();
  const vectors = partVectors(store, "one");
  expect(await vectors.load(1, 2)).toBeUndefined();
  await vectors.save(1, 2, Float32Array.of(0, 1, 2).subarray(1));
  expect(await vectors.load(1, 2)).toEqual(Float32Array.of(1, 2));
  expect(await store.list("evaluations/one/parts/")).toHaveLength(1);
});
