import { describe, expect } from "vitest";
import { download } from "../../../src/gpu/buffers";
import { openDecoder } from "../../../src/transformer/decoder";
import type { DecoderConfig } from "../../../src/transformer/decoderConfig";
import { destroyWeights } from "../../../src/transformer/destroyWeights";
import { loadDecoderWeights } from "../../../src/transformer/loadWeights";
import { runOracle } from "../../support/decoderOracle";
import { DECODER_VARIANTS, VARIANT_ROWS } from "../../support/decoderVariants";
import { gpuTest } from "../../support/gpuHarness";
import { closeness } from "../../support/numeric";
import { randomModel, randomSource } from "../../support/randomModel";

/** Two layers of sums of at most 60 products in f32, of numbers of about 1. */
const TOLERANCE = { rtol: 1e-4, atol: 1e-4 };

async function open(device: GPUDevice, config: DecoderConfig) {
  const model = randomModel(1, config);
  const weights = await loadDecoderWeights(randomSource(model), config, { device });
  return { model, weights, decoder: await openDecoder(device, config, weights) };
}

describe.for(Object.entries(DECODER_VARIANTS))("%s", ([, config]) => {
  gpuTest("log probabilities, logits and gates are the oracle's", async ({ device }) => {
    const { model, weights, decoder } = await open(device, config);
    const want = runOracle(config, model, VARIANT_ROWS);
    const logProbs = await decoder.logProbs(VARIANT_ROWS);
    expect(closeness(logProbs, want.logProbs, TOLERANCE)).toBeLessThanOrEqual(1);

    const which = [3, 0, VARIANT_ROWS.nTokens - 1];
    const logits = await decoder.logits(VARIANT_ROWS, which);
    const rows = which.flatMap((t) => [...want.logits.subarray(t * config.dVocab, (t + 1) * config.dVocab)]);
    expect(closeness(logits, rows, TOLERANCE)).toBeLessThanOrEqual(1);
    await expect(decoder.logits(VARIANT_ROWS, [VARIANT_ROWS.nTokens])).rejects.toThrow("there is no row 21 of 21");

    const gates: Promise<ArrayBuffer>[] = [];
    const bytes = 4 * VARIANT_ROWS.nTokens * config.dMlp;
    await decoder.gates(VARIANT_ROWS, (layer, gate) => {
      expect(layer).toBe(gates.length);
      gates.push(download(device, gate, 0, bytes));
    });
    const got = (await Promise.all(gates)).map((buffer) => new Float32Array(buffer));
    expect(got.length).toBe(config.nLayers);
    for (const [l, gate] of got.entries()) {
      expect(closeness(gate, want.gates[l]!, TOLERANCE)).toBeLessThanOrEqual(1);
    }
    decoder.destroy();
    destroyWeights(weights);
  });
});
