import { afterAll, beforeAll, expect, test } from "vitest";
import { deactivation } from "../../../src/evaluate/deactivation";
import type { DeactivationResult } from "../../../src/evaluate/deactivationResult";
import { randomLikeness } from "../../../src/evaluate/zeroNeurons";
import { requestDevice } from "../../../src/gpu/device";
import { type ErrorWatch, watchErrors } from "../../../src/gpu/watchErrors";
import type { NeuronMask } from "../../../src/lape/neuronMask";
import { windowNats } from "../../../src/train/windowNats";
import { TINY_CONFIG } from "../../support/randomModel";
import { oracleWindows, tinyText } from "../../support/scoredTiny";
import { openTiny, type TinyDecoder } from "../../support/tinyDecoder";

let device: GPUDevice;
let errors: ErrorWatch;
let tiny: TinyDecoder;
const { signal } = new AbortController();
const CONFIG = { seqLen: 9, resamples: 200, seed: 7 };
const { nLayers, dMlp } = TINY_CONFIG;

const maskOf = (neurons: Readonly<Record<string, readonly (readonly number[])[]>>): NeuronMask => ({
  languages: Object.keys(neurons),
  nLayers,
  dMlp,
  neurons: Object.values(neurons).map((layers) => layers.map((index) => Int32Array.from(index))),
});

const TEXTS = [tinyText("cym_Latn", 3, 1), tinyText("mlt_Latn", 4, 2)];
const MASK = maskOf({ cym_Latn: [[0, 5, 17], [3]], eus_Latn: [[], []], mlt_Latn: [[], [2, 27]] });

/** Mean loss of a text in f64 with these neurons' activations at zero. */
function oracleNats(text: (typeof TEXTS)[number], neurons: readonly ArrayLike<number>[]): number {
  const interventions = neurons.map((index, layer) => ({
    layer,
    where: "behind" as const,
    op: "set" as const,
    index,
    value: new Array<number>(index.length).fill(0),
  }));
  const sums = oracleWindows(text.batch, { interventions });
  const tokens = text.batch.lengths.reduce((sum, length) => sum + length - 1, 0);
  return sums.reduce((sum, own) => sum + own, 0) / tokens;
}

let result: DeactivationResult;

beforeAll(async () => {
  device = (await requestDevice())!.device;
  errors = watchErrors(device);
  tiny = await openTiny(device, TINY_CONFIG);
  result = await deactivation(TEXTS, MASK, CONFIG, { decoder: tiny.decoder, tokensAtOnce: 30, signal });
});
afterAll(() => {
  errors.check();
  tiny.close();
  device.destroy();
});

test("every cell is the oracle's loss with those neurons at zero", () => {
  expect(result.maskLanguages).toEqual(["cym_Latn", "eus_Latn", "mlt_Latn"]);
  expect(result.textLanguages).toEqual(["cym_Latn", "mlt_Latn"]);
  expect(result.nNeurons).toEqual([4, 0, 2]);
  for (const [k, text] of TEXTS.entries()) {
    // Means of losses of two layers in f32.
    expect(result.baseNats[k]).toBeCloseTo(oracleNats(text, []), 5);
    for (const m of [0, 1, 2]) expect(result.maskNats[m]![k]).toBeCloseTo(oracleNats(text, MASK.neurons[m]!), 5);
    expect(Math.abs(result.maskNats[0]![k]! - result.baseNats[k]!)).toBeGreaterThan(1e-3);
  }
});

test("the control zeroes as many other neurons of each layer, the same for the same seed", () => {
  for (const [m, language] of result.maskLanguages.entries()) {
    const random = randomLikeness(MASK.neurons[m]!, dMlp, CONFIG.seed, language);
    expect(random.map(({ length }) => length)).toEqual(MASK.neurons[m]!.map(({ length }) => length));
    for (const [k, text] of TEXTS.entries()) {
      expect(result.randomNats[m]![k]).toBeCloseTo(oracleNats(text, random), 5);
    }
  }
  expect(result.randomNats[0]).not.toEqual(result.maskNats[0]);
});

test("a mask of nothing changes nothing, exactly", async () => {
  expect(result.maskNats[1]).toEqual(result.baseNats);
  expect(result.randomNats[1]).toEqual(result.baseNats);
  expect(result.maskIntervals[1]).toEqual([
    { low: 0, high: 0 },
    { low: 0, high: 0 },
  ]);
  // Not because it is left out: the decoder itself gives the same bits.
  const { batch } = TEXTS[0]!;
  const context = { decoder: tiny.decoder, tokensAtOnce: 30, signal };
  const nothing = [0, 1].map((layer) => {
    return { layer, at: "act", op: "set", index: new Uint32Array(0), value: new Float32Array(0) } as const;
  });
  expect(await windowNats(batch, { ...context, interventions: nothing })).toEqual(await windowNats(batch, context));
});

test("intervals are of the change, and hold it", () => {
  for (const [m, row] of result.maskNats.entries()) {
    for (const [k, nats] of row.entries()) {
      const { low, high } = result.maskIntervals[m]![k]!;
      const change = nats - result.baseNats[k]!;
      expect(low).toBeLessThanOrEqual(change + 1e-12);
      expect(high).toBeGreaterThanOrEqual(change - 1e-12);
    }
  }
});

test("a measurement that was stopped goes on behind its last mask", async () => {
  const saved = new Map<string, unknown>();
  const parts = {
    load: async (name: string) => saved.get(name),
    save: async (name: string, value: unknown) => void saved.set(name, value),
  };
  const controller = new AbortController();
  const told: number[] = [];
  const stopped = deactivation(TEXTS, MASK, CONFIG, {
    ...{ decoder: tiny.decoder, tokensAtOnce: 30, parts, signal: controller.signal },
    onProgress: ({ done, total }) => {
      told.push(done / total);
      // Of five passes (with all, two masks and their controls) the second has begun.
      if (done / total > 0.21) controller.abort(new Error("enough"));
    },
  });
  await expect(stopped).rejects.toThrow("enough");
  expect([...saved.keys()]).toEqual(["base"]);
  let calls = 0;
  const decoder = {
    logProbs: (...args: Parameters<typeof tiny.decoder.logProbs>) => {
      calls++;
      return tiny.decoder.logProbs(...args);
    },
  };
  const resumed = await deactivation(TEXTS, MASK, CONFIG, { decoder, tokensAtOnce: 30, parts, signal });
  // Four passes of three calls.
  expect(calls).toBe(12);
  expect(resumed).toEqual(result);
  expect(told).toEqual([...told].sort((a, b) => a - b));
});
