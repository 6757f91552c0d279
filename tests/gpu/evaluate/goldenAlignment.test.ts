import { expect, test } from "vitest";
import { align, languagePairs } from "../../../src/evaluate/align";
import { compileAlignment } from "../../../src/evaluate/alignmentKernels";
import type { PairAlignment } from "../../../src/evaluate/alignmentResult";
import { drawResamples } from "../../../src/evaluate/meanIntervals";
import { pairAlignment, pairSeries } from "../../../src/evaluate/pairAlignment";
import { reduceLayer } from "../../../src/evaluate/reduceLayer";
import { requestDevice } from "../../../src/gpu/device";
import { GOLDEN_INPUT, GOLDEN_PAIRS, goldenDeviation, goldenVectors } from "../../support/goldenAlign";
import { openGoldenModel } from "../../support/goldenTraining";
import { gpuTest } from "../../support/gpuHarness";

/** The golden's own. No two scores of a sentence lie within 1e-5 in it, so that every nearest neighbour is certain. */
const TOLERANCE = 1e-4;

gpuTest("the golden vectors have the golden measures, without a model", async ({ device }) => {
  const { languages, nLayers, nSentences, dModel, of } = await goldenVectors();
  const kernels = await compileAlignment(device);
  const places = languagePairs(languages, "eng_Latn");
  const resamples = drawResamples(nSentences, { seed: 1, resamples: 10 });
  const pairs: PairAlignment[] = [];
  for (let layer = 0; layer < nLayers; layer++) {
    const vectors = languages.map((_, k) => of(k, layer));
    let i = 0;
    for await (const reduction of reduceLayer(device, kernels, { nSentences, dModel, vectors }, places)) {
      const [a, b] = places[i++]!.map((k) => languages[k]!) as [string, string];
      pairs.push(pairAlignment({ a, b, layer }, pairSeries(reduction), reduction, resamples));
    }
  }
  const deviation = goldenDeviation(pairs, GOLDEN_PAIRS, nSentences);
  expect(deviation.cosine).toBeLessThan(TOLERANCE);
  expect(deviation.cka).toBeLessThan(TOLERANCE);
  expect(deviation.distance).toBeLessThan(TOLERANCE);
  expect(deviation.sentences).toBe(0);
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
  const deviation = goldenDeviation(result.pairs, GOLDEN_PAIRS, result.nSentences);
  expect(result.pairs.length).toBe(GOLDEN_PAIRS.length);
  expect(deviation.cosine).toBeLessThan(TOLERANCE);
  expect(deviation.cka).toBeLessThan(TOLERANCE);
  expect(deviation.distance).toBeLessThan(TOLERANCE);
  expect(deviation.sentences).toBe(0);
});
