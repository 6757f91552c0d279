import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { perplexity } from "../../../src/evaluate/perplexity";
import { perplexityChange } from "../../../src/evaluate/perplexityChange";
import { requestDevice } from "../../../src/gpu/device";
import { type ErrorWatch, watchErrors } from "../../../src/gpu/watchErrors";
import { windowNats } from "../../../src/train/windowNats";
import { GOLDEN_RUNS, goldenWindows } from "../../support/goldenTrain";
import { TINY_CONFIG } from "../../support/randomModel";
import { openSampleCheckpoint } from "../../support/safetensorsDecoder";
import { oracleWindows, tinyText } from "../../support/scoredTiny";
import { openTiny, type TinyDecoder } from "../../support/tinyDecoder";

let device: GPUDevice;
let errors: ErrorWatch;
let tiny: TinyDecoder;
const { signal } = new AbortController();
const CONFIG = { seqLen: 9, resamples: 200, seed: 1 };
/** Sums of eight losses of two layers in f32. */
const CLOSE = 5;

beforeAll(async () => {
  device = (await requestDevice())!.device;
  errors = watchErrors(device);
  tiny = await openTiny(device, TINY_CONFIG);
});
afterAll(() => {
  tiny.close();
  device.destroy();
});

describe("perplexity", () => {
  test("of windows of different lengths equals the oracle's, whatever runs together", async () => {
    const text = tinyText("mlt_Latn", 7, 3);
    const oracle = oracleWindows(text.batch);
    const results = [];
    // One window a call; calls that hold 2 or 3 of them; all at once.
    for (const tokensAtOnce of [1, 20, 1000]) {
      const { languages } = await perplexity([text], CONFIG, { decoder: tiny.decoder, tokensAtOnce, signal });
      results.push(languages[0]!);
    }
    for (const result of results) {
      for (const [w, nats] of oracle.entries()) expect(result.windowNats[w]).toBeCloseTo(nats, CLOSE);
      const tokens = text.batch.lengths.reduce((sum, length) => sum + length - 1, 0);
      const sum = oracle.reduce((total, nats) => total + nats, 0);
      expect(result.tokens).toBe(tokens);
      expect(result.lossNats).toBeCloseTo(sum / tokens, CLOSE);
      // Two bytes a token, and 0 + 1 + ... + 6.
      expect(result.bytes).toBe(2 * tokens + 21);
      expect(result.bitsPerByte).toBeCloseTo(sum / Math.LN2 / (2 * tokens + 21), CLOSE);
      expect(result.lossInterval.low).toBeLessThan(result.lossNats);
      expect(result.lossInterval.high).toBeGreaterThan(result.lossNats);
    }
    // Rows lie elsewhere in the kernels' blocks: a few units in the last place of f32 (6e-8), of sums of eight of them.
    for (const result of results.slice(1)) {
      for (const [w, nats] of result.windowNats.entries()) {
        expect(Math.abs(nats / results[0]!.windowNats[w]! - 1)).toBeLessThan(3e-7);
      }
    }
    errors.check();
  });

  test("goes on behind the parts that are saved, and stops when it is told to", async () => {
    const texts = [tinyText("mlt_Latn", 3, 1), tinyText("cym_Latn", 4, 2)];
    const saved = new Map<string, unknown>();
    const controller = new AbortController();
    const parts = {
      load: async (name: string) => saved.get(name),
      save: async (name: string, value: unknown) => {
        saved.set(name, value);
        controller.abort(new Error("enough"));
      },
    };
    const context = { decoder: tiny.decoder, tokensAtOnce: 20, parts };
    await expect(perplexity(texts, CONFIG, { ...context, signal: controller.signal })).rejects.toThrow("enough");
    expect([...saved.keys()]).toHaveLength(1);
    let calls = 0;
    const counted = {
      logProbs: (...args: Parameters<typeof tiny.decoder.logProbs>) => {
        calls++;
        return tiny.decoder.logProbs(...args);
      },
    };
    const resumed = await perplexity(texts, CONFIG, { ...context, decoder: counted, signal });
    // The four windows of the second text, two a call.
    expect(calls).toBe(2);
    expect(resumed).toEqual(await perplexity(texts, CONFIG, { decoder: tiny.decoder, tokensAtOnce: 20, signal }));
    errors.check();
  });

  test("refuses a loss that is no number, and names the language", async () => {
    const decoder = { logProbs: async () => new Float32Array(100).fill(Number.NaN) };
    await expect(
      perplexity([tinyText("mlt_Latn", 2, 1)], CONFIG, { decoder, tokensAtOnce: 9, signal }),
    ).rejects.toThrow("the loss of mlt_Latn is NaN");
  });

  test("of the sample model's first validation windows is PyTorch's before training", async () => {
    const sample = await openSampleCheckpoint(device);
    const { seqLen, valBefore } = GOLDEN_RUNS.full;
    // Means of 16 windows; a software adapter runs the sum of one language in time.
    const windows = goldenWindows(0, 16, "cym_Latn");
    const batch = {
      language: "cym_Latn",
      seqLen,
      nWindows: 16,
      ids: Int32Array.from(windows.flat()),
      lengths: new Uint32Array(16).fill(seqLen),
      nTokens: 16 * seqLen,
    };
    const nats = await windowNats(batch, { decoder: sample.decoder, tokensAtOnce: 512, signal });
    const mean = nats.reduce((sum, own) => sum + own, 0) / (16 * (seqLen - 1));
    // The golden's tolerance is 1e-3; f32 on both sides is closer.
    expect(Math.abs(mean / valBefore.cym_Latn! - 1)).toBeLessThan(1e-5);
    sample.close();
    errors.check();
  });
});

describe("the change of perplexity", () => {
  test("from a model to itself is nothing, exactly", async () => {
    const result = await perplexity([tinyText("mlt_Latn", 4, 5)], CONFIG, {
      decoder: tiny.decoder,
      tokensAtOnce: 9,
      signal,
    });
    const { languages } = perplexityChange(result, result, { resamples: 50, seed: 1 });
    expect(languages[0]).toMatchObject({
      change: 0,
      changeInterval: { low: 0, high: 0 },
      bitsChange: 0,
      bitsInterval: { low: 0, high: 0 },
    });
  });
});
