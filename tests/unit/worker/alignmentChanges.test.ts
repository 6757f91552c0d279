import { expect, test } from "vitest";
import type { SimilaritySeries } from "../../../src/evaluate/pairAlignment";
import { pairMeasured } from "../../../src/export/report/pairMeasured";
import { reportPage } from "../../../src/export/report/reportPage";
import { memoryStore } from "../../../src/storage/memoryStore";
import { alignmentChanges } from "../../../src/worker/alignmentChanges";
import { keepSeries } from "../../../src/worker/sentenceSeries";
import { evaluation, madeReport } from "../export/report/madeReport";

const { signal } = new AbortController();
/** One pair in layers 0 to 2, twenty sentences; the gap is widest in layer 2. */
const measured = pairMeasured([evaluation("alignment", false)], [evaluation("alignment", true)]);
const { id: base } = measured[0]!.base!;
const { id: tuned } = measured[0]!.tuned!;

/** CKAs and distances of twenty sentences: the first half's, and the other's. */
const influence = (cka: readonly [number, number], distance: number) => ({
  cka: Float32Array.from({ length: 20 }, (_, i) => cka[i < 10 ? 0 : 1]),
  centroidDistance: new Float32Array(20).fill(distance),
});

/** Every sentence with this cosine and one of 0.25 when shifted; the nearest of so many is the translation. */
const series = (cosine: number, found: number): SimilaritySeries => ({
  cosine: new Float32Array(20).fill(cosine),
  shuffled: new Float32Array(20).fill(0.25),
  forward: Float32Array.from({ length: 20 }, (_, i) => (i < found ? 1 : 0)),
  backward: new Float32Array(20).fill(1),
});

test("pairs of the layer that is shown change by what their sentences do, with paired intervals", async () => {
  const store = memoryStore();
  // Of no other layer is anything kept: no other is asked for.
  const [raw, before, after] = [series(0.5, 0), influence([0.25, 0.75], 1), influence([0.375, 1], 1.25)];
  await keepSeries(store, base, 2, [{ raw, centred: series(0.5, 5), influence: before }]);
  await keepSeries(store, tuned, 2, [{ raw, centred: series(0.75, 15), influence: after }]);
  const changes = await alignmentChanges(measured, store, signal);
  const [pair, ...others] = changes.get(tuned)!.change!.pairs;
  expect(others).toEqual([]);
  expect(pair).toMatchObject({ a: "cym_Latn", b: "eng_Latn", layer: 2 });
  // All gaps grow by 0.25, so a draw has no other mean; of the twenty, ten are found that were not.
  expect(pair!.centred.gap).toEqual({ difference: 0.25, interval: { low: 0.25, high: 0.25 } });
  const { difference, interval } = pair!.centred.accuracyForward;
  expect(difference).toBe(0.5);
  expect(interval.low).toBeGreaterThan(0.2);
  expect(interval.low).toBeLessThan(0.4);
  expect(interval.high).toBeGreaterThan(0.6);
  expect(interval.high).toBeLessThan(0.8);
  // Half of the sentences count 0.125 more, half 0.25: drawn anew, a few more of these or those.
  const { cka } = pair!;
  expect(cka!.difference).toBe(0.1875);
  expect(cka!.interval.low).toBeGreaterThan(0.125);
  expect(cka!.interval.low).toBeLessThan(0.1875);
  expect(cka!.interval.high).toBeGreaterThan(0.1875);
  expect(cka!.interval.high).toBeLessThan(0.25);

  const page = reportPage({ ...madeReport(), measured, alignmentChanges: changes });
  const words = page.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
  // The gaps are those of the results; only the interval is of the sentences.
  expect(words).toContain("cym – eng 0.450 0.000 to 1.000 0.514 0.000 to 1.000 +0.064 +0.250 to +0.250");
  const text = (value: number) => `+${value.toFixed(3)}`;
  expect(words).toContain(
    `0.500 0.250 to 0.750 ±0.000 ${text(interval.low)} to ${text(interval.high)} Accuracy@1 from the second`,
  );
  expect(words).toContain(`0.500 0.375 to 0.625 ±0.000 ${text(cka!.interval.low)} to ${text(cka!.interval.high)}`);
  expect(words).toContain("1.000 0.900 to 1.100 ±0.000 +0.250 to +0.250");
});

test("where sentences are not kept there are no intervals, and the report says so", async () => {
  const changes = await alignmentChanges(measured, memoryStore(), signal);
  const page = reportPage({ ...madeReport(), measured, alignmentChanges: changes });
  expect(page).toContain("No intervals of the changes: what the sentences count in layer 2");
  expect(page).toContain('<td class="number">+0.064</td><td class="number">–</td>');
});

test("of one model alone nothing changes; a stop is one", async () => {
  const alone = pairMeasured([], [evaluation("alignment", true)]);
  expect((await alignmentChanges(alone, memoryStore(), signal)).size).toBe(0);
  const stopped = AbortSignal.abort(new Error("stopped"));
  await expect(alignmentChanges(measured, memoryStore(), stopped)).rejects.toThrow("stopped");
});
