import { describe, expect, test } from "vitest";
import type { DecoderConfig } from "../../../src/transformer/decoderConfig";
import { residentBatch, streamedBatch } from "../../../src/transformer/gateBatch";
import { streamedFileBytes, streamedWeightBytes } from "../../../src/transformer/streamedBytes";
import { likelyTensors } from "../../../src/transformer/weightBytes";
import { TINY_CONFIG } from "../../support/randomModel";
import { SAMPLE_CONFIG } from "../../support/sampleTensors";

/** Llama 3 8B, by hand from its config.json. */
const LLAMA_8B: DecoderConfig = {
  ...SAMPLE_CONFIG,
  ...{ nLayers: 32, dModel: 4096, dMlp: 14336, nHeads: 32, nKvHeads: 8, dHead: 128, dVocab: 128256, isTied: false },
};
const limits = { maxStorageBufferBindingSize: 2 ** 31 };
const isSoftware = false;
/** Numbers a token: input, middle, q, k, v, o, log sum, gate, up; then ids and positions and such, normed, branch, 1 / rms, hidden. */
const LLAMA_WIDTH = 2 * 4096 + (4096 + 1024 + 1024 + 4096) + 32 + 2 * 14336 + 6 + 2 * 4096 + 1 + 14336;

describe("a resident model's batches", () => {
  test("fill the memory in whole windows, and no more than keeps a GPU busy", () => {
    const memory = { seqLen: 512, memoryBytes: 2 ** 29, limits, isSoftware };
    const tokens = 2 ** 29 / (4 * LLAMA_WIDTH); // 1926
    expect(residentBatch(LLAMA_8B, memory)).toEqual({
      windows: Math.floor(tokens / 512),
      tokensAtOnce: 1536,
      bytes: 4 * 1536 * LLAMA_WIDTH,
    });
    expect(residentBatch(LLAMA_8B, { ...memory, memoryBytes: 2 ** 36 }).windows).toBe(8);
    expect(residentBatch({ ...LLAMA_8B, nLayers: 64 }, memory)).toEqual(residentBatch(LLAMA_8B, memory));
  });

  test("hold one window where the memory holds none, and as many as a binding does", () => {
    expect(residentBatch(LLAMA_8B, { seqLen: 512, memoryBytes: 1, limits, isSoftware }).windows).toBe(1);
    const small = { maxStorageBufferBindingSize: 4 * 14336 * 1200 };
    expect(residentBatch(LLAMA_8B, { seqLen: 512, memoryBytes: 2 ** 40, limits: small, isSoftware }).tokensAtOnce).toBe(
      1024,
    );
    expect(() => residentBatch(LLAMA_8B, { seqLen: 1201, memoryBytes: 1, limits: small, isSoftware })).toThrow(
      "windows of 1201 tokens: the device binds the activations of 1200; choose shorter ones",
    );
  });
});

describe("streamed layers", () => {
  test("take a large batch: half the memory computes, the rest is the stream", () => {
    const plan = streamedBatch(LLAMA_8B, { seqLen: 512, memoryBytes: 2 ** 30, limits, isSoftware });
    const computing = 4 * 1536 * LLAMA_WIDTH; // as many as fit 2 ** 29 bytes
    expect(plan.tokensAtOnce).toBe(1536);
    expect(plan.windows).toBe(Math.floor((2 ** 30 - computing) / (4 * 4096 * 512)));
    expect(plan.bytes).toBe(computing + plan.windows * 4 * 4096 * 512);
    expect(plan.bytes).toBeLessThanOrEqual(2 ** 30);
  });

  test("take no more tokens than a pause may cost, and at least one window", () => {
    const all = streamedBatch(TINY_CONFIG, { seqLen: 256, memoryBytes: 2 ** 34, limits, isSoftware });
    expect([all.windows, all.tokensAtOnce]).toEqual([256, 4096]);
    expect(streamedBatch(LLAMA_8B, { seqLen: 2048, memoryBytes: 1, limits, isSoftware }).windows).toBe(1);
  });

  test("are short on a CPU, and as many windows as a person chose", () => {
    const memory = { seqLen: 128, memoryBytes: 2 ** 30, limits, isSoftware: true };
    expect(residentBatch(TINY_CONFIG, memory)).toMatchObject({ windows: 4, tokensAtOnce: 512 });
    expect(streamedBatch(TINY_CONFIG, memory)).toMatchObject({ windows: 64, tokensAtOnce: 512 });
    const chosen = streamedBatch(LLAMA_8B, { ...memory, windows: 100 });
    expect(chosen).toMatchObject({ windows: 100, tokensAtOnce: 512 });
    expect(chosen.bytes).toBe(4 * 512 * LLAMA_WIDTH + 100 * 128 * 4 * 4096);
    expect(streamedBatch(LLAMA_8B, { ...memory, windows: 2 }).tokensAtOnce).toBe(256);
    expect(residentBatch(LLAMA_8B, { ...memory, windows: 9 })).toMatchObject({ windows: 9, tokensAtOnce: 9 * 128 });
  });

  test("of Llama 3 8B in f16 read all but the head, and hold two layers or the embedding", () => {
    const tensors = likelyTensors(LLAMA_8B, "f16")!;
    const layer = 2 * (4096 * (2 * 4096 + 2 * 1024) + 3 * 4096 * 14336);
    const [embedding, norms] = [2 * 128256 * 4096, 2 * 4096];
    // The estimate of a file that is not open says no bytes: as many as its values take.
    const stored = new Map(
      Array.from(tensors, ([name, tensor]) => {
        const n = tensor.shape.reduce((a, b) => a * b, 1);
        return [name, { ...tensor, bytes: name === "lm_head.weight" ? 1 : 2 * n }];
      }),
    );
    expect(streamedFileBytes(stored, LLAMA_8B)).toBe(embedding + 32 * (layer + 2 * norms));
    expect(streamedWeightBytes({ layer, embedding })).toBe(embedding);
    expect(streamedWeightBytes({ layer, embedding: layer })).toBe(2 * layer);
  });
});
