import { describe, expect } from "vitest";
import { type GenerateConfig, generate, generateConfig } from "../../../src/evaluate/generate";
import { promptTokens } from "../../../src/evaluate/promptTokens";
import type { Decoder } from "../../../src/transformer/decoder";
import { gpuTest } from "../../support/gpuHarness";
import { TINY_CONFIG } from "../../support/randomModel";
import { openSampleDecoder } from "../../support/sampleDecoder";
import { sampleTokenizer } from "../../support/sampleText";
import { openTiny } from "../../support/tinyDecoder";
import { windowRows } from "../../support/windowRows";

/** A token is a letter: 0 is A. */
const decode = (tokens: readonly number[]): string => String.fromCharCode(...tokens.map((token) => 65 + token));
const PROMPT = [5, 36, 0, 17, 9];
const config = (changes: Partial<GenerateConfig> = {}) => generateConfig({ eosTokenIds: [], context: 64 }, changes);

/** The logits behind a text, computed from all of it. */
const uncached = (decoder: Decoder, text: readonly number[]) => decoder.logits(windowRows([text]), [text.length - 1]);

/** Every token is the one with the highest logit of the text before it, wherever the best two differ by over 1e-3. */
async function expectGreedy(decoder: Decoder, prompt: readonly number[], tokens: readonly number[]): Promise<void> {
  let nClear = 0;
  for (const [i, token] of tokens.entries()) {
    const logits = await uncached(decoder, [...prompt, ...tokens.slice(0, i)]);
    const [first, second] = logits.toSorted((a, b) => b - a);
    if (first! - second! <= 1e-3) continue;
    expect(token, `token ${i}`).toBe(logits.indexOf(first!));
    nClear++;
  }
  expect(nClear).toBeGreaterThan(tokens.length / 2);
}

describe("generation", () => {
  gpuTest("takes the most likely tokens, streams them, and ends at the longest", async ({ device }) => {
    const { decoder, close } = await openTiny(device, TINY_CONFIG);
    const streamed: string[] = [];
    const onToken = ({ text }: { text: string }) => streamed.push(text);
    const {
      tokens,
      text,
      stopped,
      promptTokens: n,
    } = await generate(decoder, PROMPT, config({ maxTokens: 12 }), {
      decode,
      onToken,
    });
    await expectGreedy(decoder, PROMPT, tokens);
    expect({ text, stopped, n }).toEqual({ text: decode(tokens), stopped: "maxTokens", n: PROMPT.length });
    expect(streamed.join("")).toBe(text);
    close();
  });

  gpuTest("ends at the model's end of text, at a stop string, at its context and by a signal", async ({ device }) => {
    const { decoder, close } = await openTiny(device, TINY_CONFIG);
    const plain = await generate(decoder, PROMPT, config({ maxTokens: 10 }), { decode });
    const outcome = async (changes: Partial<GenerateConfig>, signal?: AbortSignal) => {
      const { tokens, text, stopped } = await generate(decoder, PROMPT, config({ maxTokens: 10, ...changes }), {
        decode,
        signal,
      });
      return { n: tokens.length, text, stopped };
    };
    const third = plain.tokens[2]!;
    const first = plain.tokens.indexOf(third);
    expect(await outcome({ eosTokenIds: [third] })).toEqual({
      n: first,
      text: plain.text.slice(0, first),
      stopped: "eos",
    });
    const stop = plain.text.slice(3, 6);
    const at = plain.text.indexOf(stop);
    expect(await outcome({ stop: [stop] })).toEqual({ n: at + 3, text: plain.text.slice(0, at), stopped: "stop" });
    expect(await outcome({ context: PROMPT.length + 3 })).toEqual({
      n: 4, // the last token that comes of a full context is not read itself
      text: plain.text.slice(0, 4),
      stopped: "context",
    });
    expect(await outcome({}, AbortSignal.abort())).toEqual({ n: 0, text: "", stopped: "cancelled" });
    expect(await outcome({ maxTokens: 0 })).toEqual({ n: 0, text: "", stopped: "maxTokens" });
    close();
  });

  gpuTest("repeats draws with their seed, and is steered by interventions", async ({ device }) => {
    const { decoder, close } = await openTiny(device, TINY_CONFIG);
    const draw = (seed: number) =>
      generate(decoder, PROMPT, config({ maxTokens: 12, temperature: 1.5, seed }), { decode });
    const once = await draw(1);
    expect((await draw(1)).tokens).toEqual(once.tokens);
    expect((await draw(2)).tokens).not.toEqual(once.tokens);
    const index = Uint32Array.from({ length: TINY_CONFIG.dMlp }, (_, j) => j);
    const value = new Float32Array(index.length).fill(3);
    const interventions = [{ layer: 1, at: "act" as const, op: "set" as const, index, value }];
    const plain = await generate(decoder, PROMPT, config(), { decode });
    const steered = await generate(decoder, PROMPT, config(), { decode, interventions });
    expect(steered.tokens).not.toEqual(plain.tokens);
    close();
  });

  gpuTest("refuses prompts and settings that it cannot take", async ({ device }) => {
    const { decoder, close } = await openTiny(device, TINY_CONFIG);
    const refused = (prompt: readonly number[], changes: Partial<GenerateConfig> = {}) =>
      expect(generate(decoder, prompt, config(changes), { decode })).rejects;
    await refused([]).toThrow("the prompt has no tokens");
    await refused(new Array(65).fill(1)).toThrow("the prompt has 65 tokens, the model takes 64");
    await refused(PROMPT, { stop: [""], topP: 2 }).toThrow(
      "topP is 2, not above 0 and at most 1; a stop string is empty",
    );
    await refused(PROMPT, { maxTokens: -1 }).toThrow("maxTokens is -1");
    close();
  });
});

gpuTest("the sample model's cached logits are those of the whole text, step by step", async () => {
  const { decoder, device } = await openSampleDecoder();
  const tokenizer = await sampleTokenizer();
  const prompt = promptTokens(tokenizer, "Genir pawb yn rhydd");
  expect(prompt[0]).toBe(1);
  const cached = decoder.beginText();
  const text: number[] = [];
  let next: readonly number[] = prompt;
  for (let step = 0; step < 10; step++) {
    const logits = await cached.feed(next);
    text.push(...next);
    const whole = await uncached(decoder, text);
    const apart = logits.reduce((most, logit, i) => Math.max(most, Math.abs(logit - whole[i]!)), 0);
    expect(apart, `step ${step}`).toBeLessThan(1e-4);
    next = [whole.indexOf(whole.reduce((a, b) => Math.max(a, b)))];
  }
  cached.destroy();
  const options = generateConfig({ eosTokenIds: [2], context: 512 }, { maxTokens: 10 });
  const generated = await generate(decoder, prompt, options, { decode: tokenizer.decode });
  expect(generated.tokens).toEqual([...text, ...next].slice(prompt.length));
  expect(generated.text).toBe(tokenizer.decode(generated.tokens));
  device.destroy();
});
