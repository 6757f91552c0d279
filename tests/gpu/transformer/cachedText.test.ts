import { describe, expect } from "vitest";
import type { Decoder, ForwardOptions } from "../../../src/transformer/decoder";
import type { Intervention } from "../../../src/transformer/interventions";
import { DECODER_VARIANTS } from "../../support/decoderVariants";
import { gpuTest } from "../../support/gpuHarness";
import { destroyTuning, placeTuning } from "../../support/gpuTuning";
import { TINY_CONFIG } from "../../support/randomModel";
import { openTiny } from "../../support/tinyDecoder";
import { loraTuning, subnetworkTunings } from "../../support/tuningCases";
import { windowRows } from "../../support/windowRows";

/** The same sums in f32, in the order of a cached text's kernels or of whole windows', of numbers of about 1. */
const MOST = 1e-4;

const TEXT = [5, 36, 0, 17, 9, 9, 3, 1, 4, 1, 5, 26, 35, 8];

const largestDifference = (a: Float32Array, b: Float32Array): number => {
  expect(a.length).toBe(b.length);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
};

/** The logits behind the first `n` tokens, computed from the whole text. */
const uncached = (decoder: Decoder, text: readonly number[], n: number, options?: ForwardOptions) =>
  decoder.logits(windowRows([text.slice(0, n)]), [n - 1], options);

/** Reads the text in pieces that end at `ends`, and holds every piece's logits against the whole text's. */
async function expectSame(
  decoder: Decoder,
  text: readonly number[],
  ends: readonly number[],
  options?: ForwardOptions,
): Promise<void> {
  const cached = decoder.beginText(options);
  for (const [i, end] of ends.entries()) {
    const logits = await cached.feed(text.slice(ends[i - 1] ?? 0, end));
    const whole = await uncached(decoder, text, end, options);
    expect(largestDifference(logits, whole), `behind ${end} tokens`).toBeLessThan(MOST);
    expect(cached.length).toBe(end);
  }
  cached.destroy();
}

const STEPS = TEXT.map((_, i) => i + 1);

describe("a text that is read piece by piece has the logits of the whole", () => {
  gpuTest.for(Object.entries(DECODER_VARIANTS))("%s", async ([, config], { device }) => {
    const { decoder, close } = await openTiny(device, config);
    await expectSame(decoder, TEXT, STEPS.slice(6)); // a prompt, then token by token
    await expectSame(decoder, TEXT, [1, 4, 5, 11, 14]);
    close();
  });

  gpuTest("with a tuning", async ({ device }) => {
    const { model, decoder, close } = await openTiny(device, TINY_CONFIG);
    const lora = loraTuning(model, "model.layers.1.self_attn.k_proj.weight", 3);
    const tuning = placeTuning(
      device,
      new Map([
        ...subnetworkTunings(model, [
          [1, 5],
          [0, 2, 27],
        ]),
        lora,
      ]),
    );
    await expectSame(decoder, TEXT, STEPS.slice(4), { tuning });
    const [tuned, base] = [await uncached(decoder, TEXT, 14, { tuning }), await uncached(decoder, TEXT, 14)];
    expect(largestDifference(tuned, base)).toBeGreaterThan(100 * MOST);
    destroyTuning(tuning);
    close();
  });

  gpuTest("with interventions, which are freed with it", async ({ device }) => {
    const { decoder, close } = await openTiny(device, TINY_CONFIG);
    const index = Uint32Array.of(3, 27, 8);
    const interventions: Intervention[] = [
      { layer: 0, at: "act", op: "set", index, value: Float32Array.of(2, -1, 0) },
      { layer: 1, at: "gate", op: "add", index, value: Float32Array.of(1, 1, -3) },
    ];
    await expectSame(decoder, TEXT, STEPS.slice(4), { interventions });
    const [changed, base] = [await uncached(decoder, TEXT, 14, { interventions }), await uncached(decoder, TEXT, 14)];
    expect(largestDifference(changed, base)).toBeGreaterThan(100 * MOST);
    close();
  });

  gpuTest("longer than a piece of a prompt and than the room at first", async ({ device }) => {
    const { decoder, close } = await openTiny(device, { ...TINY_CONFIG, slidingWindow: 270 });
    const text = Array.from({ length: 530 }, (_, i) => (i * 7919 + (i >> 3)) % 37);
    await expectSame(decoder, text, [255, 256, 257, 527, 528, 529]);
    close();
  });
});

gpuTest("texts share a beginning, and do not disturb each other or other calls", async ({ device }) => {
  const { decoder, close } = await openTiny(device, TINY_CONFIG);
  const [one, other] = [decoder.beginText(), decoder.beginText()];
  await one.feed(TEXT.slice(0, 6));
  await other.feed([7, 7, 30]);
  await decoder.logProbs(windowRows([[1, 2, 3, 4, 5, 6, 7, 8, 9]]));
  const first = await one.feed([11, 12]);
  one.rewind(6);
  const second = await one.feed([30]);
  one.rewind(6);
  expect(await one.feed([11, 12])).toEqual(first);
  const whole = await uncached(decoder, [...TEXT.slice(0, 6), 30], 7);
  expect(largestDifference(second, whole)).toBeLessThan(MOST);
  expect(() => one.rewind(9)).toThrow("a text of 8 tokens has no first 9");
  for (const text of [one, other]) text.destroy();
  close();
});

gpuTest("one call at a time, of tokens that there are", async ({ device }) => {
  const { decoder, close } = await openTiny(device, TINY_CONFIG);
  const text = decoder.beginText();
  const feeding = text.feed([1, 2]);
  await expect(text.feed([3])).rejects.toThrow("being read");
  await feeding;
  await expect(text.feed([])).rejects.toThrow("no tokens to read");
  await expect(text.feed([37])).rejects.toThrow("token 37 is not in a vocabulary of 37");
  expect(text.length).toBe(2);
  expect(largestDifference(await text.feed([3]), await uncached(decoder, [1, 2, 3], 3))).toBeLessThan(MOST);
  text.destroy();
  close();
});
