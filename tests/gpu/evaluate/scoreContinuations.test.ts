import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TokenPair } from "../../../src/evaluate/tasks/encodePair";
import { scoreContinuations } from "../../../src/evaluate/tasks/scoreContinuations";
import { requestDevice } from "../../../src/gpu/device";
import { type ErrorWatch, watchErrors } from "../../../src/gpu/watchErrors";
import { runOracle } from "../../support/decoderOracle";
import { randomIntegers } from "../../support/numeric";
import { TINY_CONFIG } from "../../support/randomModel";
import { openTiny, type TinyDecoder } from "../../support/tinyDecoder";
import { windowRows } from "../../support/windowRows";

let device: GPUDevice;
let errors: ErrorWatch;
let tiny: TinyDecoder;
const { signal } = new AbortController();
/** Sums of a few losses of two layers in f32. */
const CLOSE = 5;

const tokens = (seed: number, n: number): number[] => [...randomIntegers(seed, n, TINY_CONFIG.dVocab)];
/** log p in f64, of a window of its own. */
function oracle({ context, continuation }: TokenPair): number {
  const { logProbs } = runOracle(TINY_CONFIG, tiny.model, windowRows([[...context, ...continuation]]));
  return logProbs.slice(context.length - 1, -1).reduce((sum, value) => sum + value, 0);
}

beforeAll(async () => {
  device = (await requestDevice())!.device;
  errors = watchErrors(device);
  tiny = await openTiny(device, TINY_CONFIG);
});
afterAll(() => {
  tiny.close();
  device.destroy();
});

describe("log p of continuations", () => {
  const context = tokens(1, 7);
  const PAIRS: readonly TokenPair[] = [
    // Letters behind one context, which share a window; two of several tokens; one alone of one token.
    ...[3, 30, 17].map((letter) => ({ context, continuation: [letter] })),
    { context, continuation: tokens(2, 3) },
    { context: tokens(3, 2), continuation: tokens(4, 6) },
    { context: [5], continuation: [9] },
  ];

  test("equals the oracle's, whatever runs together", async () => {
    for (const tokensAtOnce of [1, 12, 1000]) {
      const scoring = { decoder: tiny.decoder, context: 64, tokensAtOnce, signal };
      const scores = await scoreContinuations(PAIRS, scoring);
      for (const [i, pair] of PAIRS.entries()) {
        expect(scores[i]!.logLikelihood, `${tokensAtOnce}: ${i}`).toBeCloseTo(oracle(pair), CLOSE);
        expect(scores[i]!.isCut).toBe(false);
      }
    }
    errors.check();
  });

  test("of a window that is too long is that of its end", async () => {
    const pair = { context: tokens(5, 12), continuation: tokens(6, 3) };
    const letters = [4, 8].map((letter) => ({ context: pair.context, continuation: [letter] }));
    // The last token is only predicted: a model of 8 tokens reads 6 of context with two of three, or 8 with none.
    const cut = (one: TokenPair, n: number) => ({ ...one, context: one.context.slice(-n) });
    const scoring = { decoder: tiny.decoder, context: 8, tokensAtOnce: 100, signal };
    const scores = await scoreContinuations([pair, ...letters], scoring);
    expect(scores.map(({ isCut }) => isCut)).toEqual([true, true, true]);
    for (const [i, one] of [cut(pair, 6), ...letters.map((letter) => cut(letter, 8))].entries()) {
      expect(scores[i]!.logLikelihood, String(i)).toBeCloseTo(oracle(one), CLOSE);
    }
    const long = [{ context: [1], continuation: tokens(7, 9) }];
    await expect(scoreContinuations(long, scoring)).rejects.toThrow("a choice has 9 tokens, the model takes 8");
  });
});
