import { expect } from "vitest";
import { type AlignmentContext, type AlignmentInput, type AlignmentProgress, align } from "../../../src/evaluate/align";
import type { PartStore } from "../../../src/evaluate/partStore";
import { poolSentences } from "../../../src/evaluate/poolSentences";
import { memoryVectors } from "../../../src/evaluate/sentenceTokens";
import type { Decoder } from "../../../src/transformer/decoder";
import { runOracle } from "../../support/decoderOracle";
import { gpuTest } from "../../support/gpuHarness";
import { closeness, randomIntegers } from "../../support/numeric";
import { TINY_CONFIG } from "../../support/randomModel";
import { openTiny } from "../../support/tinyDecoder";
import { windowRows } from "../../support/windowRows";

const CONFIG = { pivot: null, context: 9, resamples: 20, seed: 1 };
/** Two layers of sums of at most 60 products in f32, of numbers of about 1. */
const TOLERANCE = { rtol: 1e-4, atol: 1e-4 };

const sentencesOf = (seed: number, lengths: readonly number[]) =>
  lengths.map((length, i) => Int32Array.from(randomIntegers(100 * seed + i, length, TINY_CONFIG.dVocab)));

/** Four sentences in each of three languages; some are longer than the context. */
const INPUT: AlignmentInput = {
  languages: ["a", "b", "c"].map((language, k) => ({ language, sentences: sentencesOf(k + 1, [3, 8, 12, 5]) })),
  missing: [{ language: "b", sentences: 2 }],
};

const contextOf = (decoder: Decoder): AlignmentContext => ({
  decoder,
  tokensAtOnce: 12,
  signal: new AbortController().signal,
  onProgress: () => undefined,
});

function memoryParts(): PartStore {
  const parts = new Map<string, unknown>();
  return {
    load: async (name) => parts.get(name),
    save: async (name, value) => {
      parts.set(name, JSON.parse(JSON.stringify(value)));
    },
  };
}

gpuTest("identical files align wholly in every layer, whatever is computed at once", async ({ device }) => {
  const { decoder, close } = await openTiny(device, TINY_CONFIG);
  const sentences = sentencesOf(1, [4, 7, 2, 6]);
  const input = { languages: ["a", "b"].map((language) => ({ language, sentences })), missing: [] };
  const { pairs } = await align(input, CONFIG, contextOf(decoder));
  expect(pairs.map(({ layer }) => layer)).toEqual([0, 1, 2]);
  for (const { raw, centred, cka, centroidDistance } of pairs) {
    for (const one of [raw, centred]) {
      expect(one.cosine).toBeCloseTo(1, 5);
      expect([one.accuracyForward, one.accuracyBackward]).toEqual([1, 1]);
      expect(one.cosineInterval.low).toBeCloseTo(1, 5);
    }
    expect(cka).toBeCloseTo(1, 5);
    expect(centroidDistance).toBeLessThan(1e-5);
  }

  const shuffled = [...sentences.slice(1), sentences[0]!];
  const other = { languages: [input.languages[0]!, { language: "b", sentences: shuffled }], missing: [] };
  for (const { raw } of (await align(other, CONFIG, contextOf(decoder))).pairs) {
    expect([raw.accuracyForward, raw.accuracyBackward]).toEqual([0, 0]);
    expect(raw.cosine).toBeLessThan(0.9);
  }
  close();
});

gpuTest("sentences are cut at the context, and equal ones have equal vectors", async ({ device }) => {
  const { model, decoder, close } = await openTiny(device, TINY_CONFIG);
  const [long, short] = sentencesOf(1, [12, 5]) as [Int32Array<ArrayBuffer>, Int32Array<ArrayBuffer>];
  const options = { tokensAtOnce: 10, context: 9, signal: new AbortController().signal };
  const states = await poolSentences(decoder, { language: "a", sentences: [short, long, short.slice()] }, options);
  close();
  const { dModel, nLayers } = TINY_CONFIG;
  const rows = windowRows([[...long.subarray(0, 9)]]);
  const stream = runOracle(TINY_CONFIG, model, rows).streams[nLayers]!;
  const want = Float64Array.from({ length: dModel }, (_, c) => {
    let sum = 0;
    for (let t = 0; t < 9; t++) sum += stream[t * dModel + c]!;
    return sum / 9;
  });
  const last = states[nLayers]!;
  expect(closeness(last.subarray(dModel, 2 * dModel), want, TOLERANCE)).toBeLessThanOrEqual(1);
  expect(last.subarray(2 * dModel)).toEqual(last.subarray(0, dModel));
});

gpuTest("what was stopped goes on behind its last language and layer, to the same result", async ({ device }) => {
  const { decoder, close } = await openTiny(device, TINY_CONFIG);
  const whole = await align(INPUT, CONFIG, contextOf(decoder));
  expect(whole).toMatchObject({ nSentences: 4, nLayers: 2, dModel: 20, cut: 3, missing: INPUT.missing });
  expect(whole.pairs.map(({ a, b, layer }) => `${layer}${a}${b}`)).toEqual(
    [0, 1, 2].flatMap((layer) => ["ab", "ac", "bc"].map((pair) => `${layer}${pair}`)),
  );

  const kept = { vectors: memoryVectors(), parts: memoryParts() };
  const stopAt = async (isThere: (progress: AlignmentProgress) => boolean): Promise<void> => {
    const stop = new AbortController();
    const onProgress = (progress: AlignmentProgress): void => {
      if (isThere(progress)) stop.abort(new Error("stopped"));
    };
    const context = { ...contextOf(decoder), ...kept, onProgress, signal: stop.signal };
    await expect(align(INPUT, CONFIG, context)).rejects.toThrow("stopped");
  };
  await stopAt(({ step, done }) => step === "vectors" && done > 1.2);
  await stopAt(({ step, done }) => step === "measures" && done > 1.2);
  const told: AlignmentProgress[] = [];
  const layers: number[] = [];
  const result = await align(INPUT, CONFIG, {
    ...{ ...contextOf(decoder), ...kept },
    onProgress: (progress) => told.push(progress),
    onSeries: async (layer) => {
      layers.push(layer);
    },
  });
  close();
  expect(result).toEqual(whole);
  // No vectors were made again; the first layer was there.
  expect(told.filter(({ step, done }) => step === "vectors" && !Number.isInteger(done))).toEqual([]);
  expect(layers).toEqual([1, 2]);
});

gpuTest("what cannot be compared is refused in words", async ({ device }) => {
  const { decoder, close } = await openTiny(device, TINY_CONFIG);
  const [a, b] = INPUT.languages as [(typeof INPUT.languages)[number], (typeof INPUT.languages)[number]];
  const refuse = (languages: AlignmentInput["languages"], pivot: string | null = null) =>
    expect(align({ languages, missing: [] }, { ...CONFIG, pivot }, contextOf(decoder))).rejects;
  await refuse([a]).toThrow("compares two languages or more");
  await refuse([a, { ...b, sentences: b.sentences.slice(1) }]).toThrow("b has 3 sentences, a 4");
  await refuse([a, b].map((one) => ({ ...one, sentences: [] }))).toThrow("the languages share no sentences");
  await refuse([a, b], "x").toThrow("the pivot x is none of the languages");
  const wide = { ...decoder, config: { ...decoder.config, dModel: 2 ** 24 } }; // 64 MiB a vector, of 128 that are bound at once
  await expect(align(INPUT, CONFIG, contextOf(wide))).rejects.toThrow("the device binds those of 2; take fewer");
  close();
});
