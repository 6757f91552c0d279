import { expect, test } from "vitest";
import { align, languagePairs } from "../../../src/evaluate/align";
import type { PairAlignment } from "../../../src/evaluate/alignmentResult";
import { requestDevice } from "../../../src/gpu/device";
import { alignmentTwin, toRows } from "../../support/alignmentTwin";
import {
  GOLDEN_INPUT,
  GOLDEN_PAIRS,
  type GoldenDeviation,
  goldenDeviation,
  goldenVectors,
} from "../../support/goldenAlign";
import { openGoldenModel } from "../../support/goldenTraining";
import { gpuTest } from "../../support/gpuHarness";
import { reducePairs } from "../../support/reducePairs";

/** The golden's own. No two scores of a sentence lie within 1e-5 in it, so that every nearest neighbour is certain. */
const TOLERANCE = 1e-4;

function expectGolden({ cosine, cka, distance, sentences }: GoldenDeviation): void {
  expect(cosine).toBeLessThan(TOLERANCE);
  expect(cka).toBeLessThan(TOLERANCE);
  expect(distance).toBeLessThan(TOLERANCE);
  expect(sentences).toBe(0);
}

gpuTest("the golden vectors have the golden measures, without a model", async ({ device }) => {
  const { languages: names, nLayers, nSentences, dModel, of } = await goldenVectors();
  const pairs: PairAlignment[] = [];
  for (let layer = 0; layer < nLayers; layer++) {
    const vectors = names.map((_, k) => of(k, layer));
    pairs.push(
      ...(await reducePairs(device, vectors, { dModel, names, layer, pairs: languagePairs(names, "eng_Latn") })),
    );
  }
  expectGolden(goldenDeviation(pairs, GOLDEN_PAIRS, nSentences));
});

test("the twin has the golden measures", async () => {
  const { nSentences, dModel, of } = await goldenVectors();
  const layer = 3;
  const twin = alignmentTwin(toRows(of(0, layer), dModel), toRows(of(2, layer), dModel));
  const golden = GOLDEN_PAIRS.filter((pair) => pair.layer === layer && pair.language === "npi_Deva");
  const { raw, centred } = twin;
  expect([raw, centred].map(({ closeForward, closeBackward }) => closeForward + closeBackward)).toEqual([0, 0]);
  const none = { low: 0, high: 0 };
  const withoutIntervals = {
    ...{ cosineInterval: none, gapInterval: none },
    ...{ accuracyForwardInterval: none, accuracyBackwardInterval: none },
  };
  const pair = {
    ...{ ...twin, a: "eng_Latn", b: "npi_Deva", layer },
    raw: { ...raw, ...withoutIntervals },
    centred: { ...centred, ...withoutIntervals },
    ...{ ckaInterval: null, centroidDistanceInterval: null },
  };
  expectGolden(goldenDeviation([pair], golden, nSentences));
});

test("the golden sentences have the golden measures in the sample model", async () => {
  const { device } = (await requestDevice())!;
  const { decoder } = await openGoldenModel(device);
  const config = { pivot: "eng_Latn", context: 512, resamples: 10, seed: 1 };
  const result = await align(GOLDEN_INPUT, config, {
    decoder,
    tokensAtOnce: 512,
    signal: new AbortController().signal,
    onProgress: () => {},
  });
  device.destroy();
  expect(result.pairs.length).toBe(GOLDEN_PAIRS.length);
  expectGolden(goldenDeviation(result.pairs, GOLDEN_PAIRS, result.nSentences));
});
