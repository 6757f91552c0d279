import { readFileSync, statSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readModelInfo } from "../../../src/model/modelInfo";
import { openWeights } from "../../../src/model/openWeights";
import type { DecoderConfig } from "../../../src/transformer/decoderConfig";
import { activationBytes, fitDecoder } from "../../../src/transformer/decoderMemory";
import { likelyTensors, weightBytes } from "../../../src/transformer/weightBytes";
import { SAMPLE_CONFIG } from "../../support/sampleTensors";

/** Qwen2.5-0.5B, by hand from its config.json. */
const QWEN: DecoderConfig = {
  ...SAMPLE_CONFIG,
  ...{ nLayers: 24, dModel: 896, dMlp: 4864, nHeads: 14, nKvHeads: 2, dHead: 64, dVocab: 151936, qkvBias: true },
};
/** Its parameters: 136.1 million in the embedding, 357.9 million beside it (its model card). */
const QWEN_EMBEDDING = 151936 * 896;
const QWEN_LAYER = 896 * (896 * 2 + 128 * 2 + 4864 * 3);
const QWEN_VECTORS = 24 * (2 * 896 + 896 + 128 * 2) + 896;
const QWEN_PARAMETERS = QWEN_EMBEDDING + 24 * QWEN_LAYER + QWEN_VECTORS;

const folder = new URL("../../../public/models/babel-7m/", import.meta.url);
async function sampleTensors(path: string) {
  const info = readModelInfo(JSON.parse(readFileSync(new URL("config.json", folder), "utf8")), "babel-7m");
  const file = { path, blob: new Blob([readFileSync(new URL(path, folder))]) };
  return (await openWeights({ file, shards: [] }, info)).tensors;
}

describe("weights", () => {
  test("of Qwen2.5-0.5B: 494 million parameters", () => {
    expect(QWEN_PARAMETERS).toBe(494_032_768);
    const likely = likelyTensors(QWEN, "bf16")!;
    const total = (format: Parameters<typeof weightBytes>[2]) => weightBytes(likely, QWEN, format).total;
    expect(total("as stored")).toBe(4 * QWEN_PARAMETERS);
    expect(total("f16")).toBe(2 * (QWEN_PARAMETERS - QWEN_VECTORS) + 4 * QWEN_VECTORS);
    // 36 bytes a block of 32 in 8 bits, 20 in 4.
    expect(total("q8")).toBe(((QWEN_PARAMETERS - QWEN_VECTORS) / 32) * 36 + 4 * QWEN_VECTORS);
    expect(total("q4")).toBe((QWEN_EMBEDDING / 32) * 36 + ((24 * QWEN_LAYER) / 32) * 20 + 4 * QWEN_VECTORS);
    const { layer, embedding, row } = weightBytes(likely, QWEN, "f32");
    expect(layer).toBe(4 * (QWEN_LAYER + (QWEN_VECTORS - 896) / 24));
    expect(embedding).toBe(4 * QWEN_EMBEDDING);
    expect(row).toBe(4 * 4864);
  });

  test("of the sample: as its files say, where those are opened and before", async () => {
    const safetensors = weightBytes(await sampleTensors("model.safetensors"), SAMPLE_CONFIG, "as stored").total;
    const vectors = 4 * 13 * 256;
    expect(safetensors).toBe(2 * 6_819_072 + vectors / 2);
    expect(Math.abs(safetensors - statSync(new URL("model.safetensors", folder)).size)).toBeLessThan(20_000);
    expect(weightBytes(likelyTensors(SAMPLE_CONFIG, "f16")!, SAMPLE_CONFIG, "as stored").total).toBe(safetensors);

    const embedding = 8192 * 256;
    const q4 = weightBytes(await sampleTensors("onnx/model_q4.onnx"), SAMPLE_CONFIG, "as stored").total;
    // The embedding in f32 and a head of its own in 4 bits.
    expect(q4).toBe(4 * embedding + ((6_819_072 - 13 * 256) / 32) * 20 + vectors);
    const likely = weightBytes(likelyTensors(SAMPLE_CONFIG, "q4")!, SAMPLE_CONFIG, "as stored").total;
    expect(q4 - likely).toBe((embedding / 32) * 20);
  });

  test("of dtypes that our decoder cannot read are not guessed", () => {
    for (const dtype of ["q8", "int8", "uint8", "bnb4", "q2", "toString"]) {
      expect(likelyTensors(QWEN, dtype)).toBeUndefined();
    }
  });
});

describe("whether it fits", () => {
  const GiB = 2 ** 30;
  const laptop = { maxBufferBytes: 4 * GiB, maxBindingBytes: 2 * GiB };
  const activations = { total: 0.3e9, largest: 0.1e9 };
  test.each([
    [
      "little",
      { weights: 1e9, activations },
      laptop,
      undefined,
      "fits",
      /^1\.00 GB of weights, 0\.30 GB to compute with$/,
    ],
    ["more than a buffer", { weights: 5e9, activations }, laptop, undefined, "tight", /does not tell how much memory/],
    [
      "much more",
      { weights: 70e9, activations },
      laptop,
      undefined,
      "exceeds",
      /choose a smaller format \(q4\), fewer or shorter windows at a time$/,
    ],
    [
      "much more that could be streamed",
      { weights: 70e9, activations, canStream: true },
      laptop,
      undefined,
      "exceeds",
      /shorter windows at a time, or stream the layers$/,
    ],
    [
      "memory that is known",
      { weights: 1e9, activations, other: 2e9 },
      laptop,
      8e9,
      "fits",
      /2\.30 GB to .*the GPU has 8\.00/,
    ],
    ["nearly all of it", { weights: 5e9, activations, other: 2e9 }, laptop, 8e9, "tight", /the GPU has 8\.00 GB/],
    ["more than it", { weights: 5e9, activations, other: 3e9 }, laptop, 8e9, "exceeds", /the GPU has 8\.00 GB/],
    [
      "many tokens",
      { weights: 1e9, activations: { total: 9e9, largest: 2.5e9 } },
      laptop,
      undefined,
      "exceeds",
      /a buffer of 2\.50 GB.*take fewer/,
    ],
    ["a long row", { weights: 1e9, activations, row: 3 * GiB }, laptop, undefined, "exceeds", /a row of its weights/],
    ["no adapter", { weights: 1, activations }, null, undefined, "refused", /no WebGPU adapter/],
  ] as const)("%s", (_, bytes, adapter, memory, verdict, reason) => {
    expect(fitDecoder(bytes, adapter, memory)).toEqual({ verdict, reason: expect.stringMatching(reason) });
  });
});

test("activations grow with tokens and with the layers that are trained, not with the model where it only scans", () => {
  const bytes = (nTokens: number, lowestLayer?: number) =>
    activationBytes(QWEN, nTokens, lowestLayer === undefined ? { kind: "gates" } : { kind: "train", lowestLayer });
  const deeper = { ...QWEN, nLayers: 48 };
  expect(activationBytes(deeper, 512, { kind: "gates" })).toEqual(bytes(512));
  expect(bytes(1024).total).toBe(2 * bytes(512).total);
  const layer = bytes(512, 10).total - bytes(512, 11).total;
  expect(bytes(512, 5).total - bytes(512, 7).total).toBe(2 * layer);
  // Input, middle, q, k, v, o, logSumExp, gate and up of a layer, f32.
  expect(layer).toBe(4 * 512 * (2 * 896 + 2 * 896 + 2 * 128 + 14 + 2 * 4864));
});
