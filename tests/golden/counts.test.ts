import { beforeAll, describe, expect, test } from "vitest";
import type { LanguageTokens } from "../../src/corpus/corpus";
import { packWindows } from "../../src/corpus/packWindows";
import { scanStats } from "../../src/lape/scanStats";
import { decoderSource } from "../../src/transformer/decoderSource";
import { streamSource } from "../../src/transformer/streamSource";
import { goldenDifferences } from "../support/goldenCounts";
import { openSampleDecoder, type SampleDecoder } from "../support/sampleDecoder";
import { SAMPLE_LANGUAGES, sampleTokens } from "../support/sampleText";

/** As the golden run's. */
const SEQ_LEN = 256;

let sample: SampleDecoder;
let tokens: LanguageTokens[];
let golden: Blob;

beforeAll(async () => {
  sample = await openSampleDecoder();
  tokens = await sampleTokens();
  golden = await (await fetch(new URL("../fixtures/lape/activations.safetensors", import.meta.url))).blob();
  return () => sample.device.destroy();
});

describe("our decoder counts the sample corpus as the golden run does:", () => {
  test.each(SAMPLE_LANGUAGES.map((language, k) => [language, k % 2 === 0 ? "resident" : "streamed"] as const))(
    "%s, %s",
    async (language, residency) => {
      const { device, decoder, weights } = sample;
      const source =
        residency === "resident"
          ? decoderSource(decoder)
          : await streamSource(weights, decoder.config, { device, tokensAtOnce: 4 * SEQ_LEN });
      const batch = packWindows(tokens.find((one) => one.language === language)!, { seqLen: SEQ_LEN, seed: 1 }, 0);
      const stats = await scanStats(
        [batch],
        { batchWindows: residency === "resident" ? 4 : batch.nWindows },
        { source, device, signal: new AbortController().signal, onProgress: () => undefined },
      );
      await source.release();
      const { beyond, share, largestOfMeans } = await goldenDifferences(stats, golden);
      expect(beyond).toEqual([]);
      expect(share).toBeLessThan(0.001);
      // Of f32 sums over 50 tokens or more at a time, of activations of up to some 10.
      expect(largestOfMeans).toBeLessThan(1e-4);
    },
  );
});
