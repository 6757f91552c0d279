import { openAsBlob } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { denseRows, HeldTensor } from "../../../src/model/denseRows";
import { externalFiles } from "../../../src/model/externalData";
import type { ModelInfo } from "../../../src/model/modelInfo";
import { openWeights } from "../../../src/model/openWeights";
import { tensorBytes } from "../../../src/model/tensorBytes";
import type { WeightSource } from "../../../src/model/weightSource";
import { loadEmbedding } from "../../../src/transformer/loadWeights";
import { WEIGHT_FORMATS } from "../../../src/transformer/weightFormat";
import { TINY_CONFIG } from "../../support/randomModel";

/** 256 MB in f32: an embedding larger than all that may be held. */
const CONFIG = { ...TINY_CONFIG, dVocab: 65_536, dModel: 1024 };
const NAME = "model.embed_tokens.weight";
const SHAPE = [CONFIG.dVocab, CONFIG.dModel];
const BYTES = 4 * CONFIG.dVocab * CONFIG.dModel;

// Without a collection before each look, what is measured is when the engine last tidied up.
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const held = (): number => {
  collect();
  return process.memoryUsage().arrayBuffers;
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "weights-"));
  // Holes of a file read as zeros and take no room on the disk.
  const header = JSON.stringify({ [NAME]: { dtype: "F32", shape: SHAPE, data_offsets: [0, BYTES] } });
  const start = Buffer.alloc(8);
  start.writeBigUInt64LE(BigInt(header.length));
  const file = await open(join(folder, "model.safetensors"), "w");
  await file.write(Buffer.concat([start, Buffer.from(header)]));
  await file.truncate(8 + header.length + BYTES);
  await file.close();
});
afterAll(() => rm(folder, { recursive: true }));

/** A device that keeps nothing, and measures what is held whenever rows are handed over. */
function measuringDevice() {
  let [peak, written] = [0, 0];
  const buffer = { destroy: () => undefined };
  const limits = { maxBufferSize: 2 ** 32, maxStorageBufferBindingSize: 2 ** 31 };
  const queue = {
    writeBuffer: (_: unknown, offset: number, words: Uint32Array) => {
      expect(offset).toBe(written);
      written += words.byteLength;
      peak = Math.max(peak, held());
    },
    onSubmittedWorkDone: async () => undefined,
  };
  const device = {
    ...{ limits, queue, createBuffer: () => buffer },
    ...{ pushErrorScope: () => undefined, popErrorScope: async () => null },
  };
  return { device: device as unknown as GPUDevice, peak: () => peak };
}

async function peakOfLoading(source: WeightSource, format: (typeof WEIGHT_FORMATS)[number]): Promise<number> {
  const before = held();
  const { device, peak } = measuringDevice();
  await loadEmbedding(source, CONFIG, { device, format });
  return peak() - before;
}

describe("loading 256 MB", () => {
  globalThis.GPUBufferUsage ??= { STORAGE: 1, COPY_SRC: 2, COPY_DST: 4 } as typeof GPUBufferUsage;

  test.each(WEIGHT_FORMATS)("from safetensors as %s holds less than 100 MB at any time", async (format) => {
    const file = { path: "model.safetensors", blob: await openAsBlob(join(folder, "model.safetensors")) };
    const source = await openWeights({ file, shards: [] }, {} as ModelInfo);
    expect(await peakOfLoading(source, format)).toBeLessThan(100e6);
  });

  test("from a matrix that is stored transposed holds it once, until it is read", async () => {
    const file = { path: "model.onnx_data", blob: await openAsBlob(join(folder, "model.safetensors")) };
    const tensor = {
      ...{
        name: "w",
        dims: SHAPE.toReversed(),
        dataType: 1,
        nElements: BYTES / 4,
        bytes: BYTES,
        message: new Uint8Array(),
      },
      data: { in: "external", location: "model.onnx_data", offset: 64 } as const,
    };
    const reader = denseRows(tensor, tensorBytes(tensor, file, externalFiles(file, [])), "in, out", new HeldTensor());
    const { shape, stored, bytes } = reader;
    const tensors: WeightSource["tensors"] = new Map([[NAME, { name: NAME, shape, ...stored, bytes }]]);
    const source: WeightSource = { tensors, readRows: (_, first, n) => reader.read(first, n) };
    const before = held();
    const peak = await peakOfLoading(source, "f32");
    expect(peak).toBeGreaterThan(BYTES);
    expect(peak).toBeLessThan(1.2 * BYTES + 100e6);
    // The matrix is gone; the last chunk of its rows, 16 MiB, may hang on a promise that has just settled.
    expect(held() - before).toBeLessThan(BYTES / 10);
  });
});
