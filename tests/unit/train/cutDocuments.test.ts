import { expect, test } from "vitest";
import type { LanguageTokens } from "../../../src/corpus/corpus";
import { NO_TARGET } from "../../../src/kernels/crossEntropyForward";
import { cutDocuments } from "../../../src/train/cutDocuments";
import { lossWindows, rowsOfWindows } from "../../../src/train/trainWindows";

const PAD = 99;

/** Documents of these lengths; tokens count on through all of them. */
function tokens(...lengths: readonly number[]): LanguageTokens {
  const documentStart = Uint32Array.from([0, ...lengths]);
  for (let d = 1; d < documentStart.length; d++) documentStart[d]! += documentStart[d - 1]!;
  const ids = Int32Array.from({ length: documentStart.at(-1)! }, (_, i) => i);
  return { language: "mlt_Latn", ids, documentStart, issues: [] };
}

test("documents are cut into windows, and pieces below half a window are left out", () => {
  // 3 is below half of 8; 4 is half; 8 is whole; 19 is two whole windows and a rest of 3; 20 has a rest of 4
  const batch = cutDocuments(tokens(3, 4, 8, 19, 20), 8, PAD);
  expect([...batch.lengths]).toEqual([4, 8, 8, 8, 8, 8, 4]);
  expect(batch).toMatchObject({ language: "mlt_Latn", seqLen: 8, nWindows: 7, nTokens: 48 });
  expect([...batch.ids.subarray(0, 8)]).toEqual([3, 4, 5, 6, PAD, PAD, PAD, PAD]);
  expect([...batch.ids.subarray(48)]).toEqual([50, 51, 52, 53, PAD, PAD, PAD, PAD]);
});

test("half of an odd window is rounded up", () => {
  expect([...cutDocuments(tokens(3, 4), 7, PAD).lengths]).toEqual([4]);
});

test("text of short documents alone is refused", () => {
  expect(() => cutDocuments(tokens(3, 3), 8, PAD)).toThrow("no document of mlt_Latn has the 4 tokens");
});

test("rows hold padding only where padding counts", () => {
  const batch = cutDocuments(tokens(4, 8, 5), 8, PAD);
  const rows = rowsOfWindows(lossWindows(batch), [2, 0], 4);
  expect([...rows.ids]).toEqual([12, 13, 14, 15, 16, 0, 1, 2, 3]);
  expect([...rows.lossWeights]).toEqual([
    ...new Array(4).fill(1 / 16),
    0,
    ...new Array(3).fill(Math.fround(1 / 12)),
    0,
  ]);
  const padded = rowsOfWindows(lossWindows(batch, true), [2, 0], 2);
  expect(padded.nTokens).toBe(16);
  expect([...padded.targets.subarray(3, 8)]).toEqual([16, PAD, PAD, PAD, NO_TARGET]);
  expect([...padded.lossWeights.subarray(0, 8)]).toEqual([...new Array(7).fill(Math.fround(1 / 14)), 0]);
});

test("windows of one token have nothing to predict", () => {
  const batch = { ...cutDocuments(tokens(4, 4, 4), 8, PAD), lengths: Uint32Array.of(4, 1, 0) };
  expect(lossWindows(batch).windows).toEqual([0]);
  expect(() => lossWindows({ ...batch, lengths: Uint32Array.of(1, 1, 0) })).toThrow("nothing to predict");
});
