import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { likelihoodTask } from "../../../src/evaluate/tasks/likelihoodTask";
import { choiceSets } from "../../../src/evaluate/tasks/taskSets";
import { requestDevice } from "../../../src/gpu/device";
import { runOracle } from "../../support/decoderOracle";
import { TINY_CONFIG } from "../../support/randomModel";
import { openTiny, type TinyDecoder } from "../../support/tinyDecoder";
import { windowRows } from "../../support/windowRows";

let device: GPUDevice;
let tiny: TinyDecoder;

beforeAll(async () => {
  device = (await requestDevice())!.device;
  tiny = await openTiny(device, TINY_CONFIG);
});
afterAll(() => {
  tiny.close();
  device.destroy();
});

/** A token a character: what a text's tokens are is plain to see. */
const encode = (text: string): number[] => Array.from(text, (letter) => letter.codePointAt(0)! % TINY_CONFIG.dVocab);
const CONFIG = { fewShot: 1, seed: 3, resamples: 20 };
const QUESTIONS = Array.from({ length: 20 }, (_, i) => ({
  prompt: `${i} and`,
  choices: ["on", `no ${i}`, "a longer one"],
  answer: i % 3,
}));
const { sets } = choiceSets([{ name: "q.jsonl", text: QUESTIONS.map((row) => JSON.stringify(row)).join("\n") }]);
const context = () => ({
  ...{ decoder: tiny.decoder, context: 128, tokensAtOnce: 256, tokenizer: { encode, prefix: [] } },
  signal: new AbortController().signal,
});

/** log p of the choice's letters, the blank before it included, behind the prompt. */
function oracle(prompt: string, choice: string): number {
  const { logProbs } = runOracle(TINY_CONFIG, tiny.model, windowRows([encode(`${prompt} ${choice}`)]));
  return logProbs.slice(prompt.length - 1, -1).reduce((sum, value) => sum + value, 0);
}

describe("a task by likelihood", () => {
  test("answers as the oracle's numbers say, and goes on behind what was answered", async () => {
    const saved = new Map<string, unknown>();
    const asked: string[] = [];
    const parts = {
      load: async (name: string) => saved.get(name),
      async save(name: string, value: unknown) {
        saved.set(name, JSON.parse(JSON.stringify(value)));
        asked.push(name);
      },
    };
    const result = await likelihoodTask(sets[0]!, CONFIG, { ...context(), parts });
    expect(result.examples).toHaveLength(20);
    const own = result.examples.slice(14, 18);
    for (const { prompt, choices, answer, expected, scores } of own) {
      const nats = choices.map(({ text }) => oracle(prompt, text));
      // Sums of up to 13 losses of two layers in f32.
      for (const [i, value] of nats.entries()) expect(choices[i]!.logLikelihood).toBeCloseTo(value, 4);
      const best = choices[nats.indexOf(Math.max(...nats))]!.text;
      const perLetter = nats.map((value, i) => value / choices[i]!.text.length);
      const bestPerLetter = choices[perLetter.indexOf(Math.max(...perLetter))]!.text;
      expect(answer).toBe(best);
      expect(scores).toEqual({ acc: Number(best === expected), acc_norm: Number(bestPerLetter === expected) });
    }
    const mean = result.examples.reduce((sum, { scores }) => sum + scores.acc!, 0) / 20;
    expect(result.metrics.map(({ name }) => name)).toEqual(["acc", "acc_norm"]);
    expect(result.metrics[0]!.value).toBeCloseTo(mean, 12);

    saved.delete(asked[1]!);
    expect(await likelihoodTask(sets[0]!, CONFIG, { ...context(), parts })).toEqual(result);
    expect(asked).toEqual([asked[0], asked[1], asked[1]]);
  });

  test("stops where it is told to", async () => {
    const stop = new AbortController();
    stop.abort();
    await expect(likelihoodTask(sets[0]!, CONFIG, { ...context(), signal: stop.signal })).rejects.toThrow("abort");
  });
});
