import { expect } from "vitest";
import { headChunkRows } from "../../../src/transformer/head";
import { gpuTest } from "../../support/gpuHarness";
import { destroyTuning, placeTuning } from "../../support/gpuTuning";
import { closeness, randomIntegers } from "../../support/numeric";
import { TINY_CONFIG } from "../../support/randomModel";
import { lossOf, ONCE, openTiny } from "../../support/tinyDecoder";
import { denseTunings } from "../../support/tuningCases";
import { windowRows } from "../../support/windowRows";

/** A vocabulary so large that the logits of 64 rows fill a chunk. */
const CONFIG = { ...TINY_CONFIG, nLayers: 1, dModel: 4, dMlp: 5, nHeads: 1, nKvHeads: 1, dHead: 4, dVocab: 140_000 };
const [FIRST, SECOND] = [40, 57].map((n) => [...randomIntegers(n, n, CONFIG.dVocab)]) as [number[], number[]];

gpuTest("rows in several chunks of logits have the loss and gradients of rows in one", async ({ device }) => {
  expect([headChunkRows(CONFIG.dVocab, 97), headChunkRows(37, 97), headChunkRows(37, 0)]).toEqual([64, 97, 1]);
  const { model, decoder, close } = await openTiny(device, CONFIG);
  const tunings = denseTunings(model, /lm_head|model\.norm|down/);
  const tuning = placeTuning(device, tunings);
  const together = await lossOf(decoder, windowRows([FIRST, SECOND]), tuning);

  const half = (ids: number[]) => {
    const rows = windowRows([ids]);
    return { ...rows, lossWeights: rows.lossWeights.map((weight) => weight / 2) };
  };
  const first = await lossOf(decoder, half(FIRST), tuning);
  const second = await lossOf(decoder, half(SECOND), tuning, { ...ONCE, accumulate: true });
  expect(together.logProbs).toEqual(Float32Array.of(...first.logProbs, ...second.logProbs));
  // The same numbers, added up in another order; a gradient of the head is of the order of a token's weight, 1 / 100.
  for (const [name, gradient] of together.gradients) {
    expect(closeness(gradient, second.gradients.get(name)!, { rtol: 1e-4, atol: 1e-7 }), name).toBeLessThanOrEqual(1);
  }
  destroyTuning(tuning);
  close();
});

gpuTest("no rows are no work", async ({ device }) => {
  const { model, decoder, close } = await openTiny(device, TINY_CONFIG);
  const none = windowRows([]);
  expect(await decoder.logProbs(none)).toEqual(new Float32Array());
  expect(await decoder.logits(none, [])).toEqual(new Float32Array());
  const tuning = placeTuning(device, denseTunings(model, /./));
  const { gradients } = await lossOf(decoder, none, tuning);
  for (const gradient of gradients.values()) expect(gradient).toEqual(new Float32Array(gradient.length));
  destroyTuning(tuning);
  close();
});
