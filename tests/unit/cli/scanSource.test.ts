import { expect, test } from "vitest";
import { scanBatch, scanBytes } from "../../../src/cli/scanSource";
import type { Gpu } from "../../../src/gpu/device";
import { layerTensors, outerTensors } from "../../../src/transformer/decoderTensors";
import { likelyTensors } from "../../../src/transformer/weightBytes";
import { SAMPLE_CONFIG } from "../../support/sampleTensors";

const limits = { maxBufferSize: 2 ** 31, maxStorageBufferBindingSize: 2 ** 31 } as Gpu["limits"];
const gpu = { limits, isSoftware: false };
// A vocabulary so small that two layers are larger than the embedding.
const config = { ...SAMPLE_CONFIG, dVocab: 512 };
const source = { tensors: likelyTensors(config, "fp32")!, readRows: () => Promise.reject(new Error("not read")) };
const model = { config, source, weightFormat: "as stored" } as const;

const valuesOf = (specs: readonly ({ readonly shape: readonly number[] } | undefined)[]): number =>
  specs.reduce((sum, spec) => sum + (spec ? spec.shape.reduce((n, size) => n * size, 1) : 0), 0);

test("a streamed scan is weighed with the layer in use, the one being read, and the stream of its whole run", () => {
  const batch = scanBatch(model, "stream", { seqLen: 64, windows: undefined }, gpu);
  expect(batch.windows * 64).toBeGreaterThan(batch.tokensAtOnce);
  const { weights, activations, other } = scanBytes(model, "stream", batch);
  expect(weights).toBe(2 * 4 * valuesOf(Object.values(layerTensors(config, 0))));
  expect(other).toBe(4 * 256 * 64 * batch.windows);
  expect(activations.total + other!).toBe(batch.bytes);
});

test("a resident scan is weighed with all weights; windows are as many as were asked for", () => {
  const batch = scanBatch(model, "gpu", { seqLen: 64, windows: 3 }, gpu);
  expect([batch.windows, batch.tokensAtOnce]).toEqual([3, 192]);
  const { weights, other } = scanBytes(model, "gpu", batch);
  const { embedding, finalNorm } = outerTensors(config);
  const layers = config.nLayers * valuesOf(Object.values(layerTensors(config, 0)));
  expect([weights, other]).toEqual([4 * (layers + valuesOf([embedding, finalNorm])), 0]);
});
