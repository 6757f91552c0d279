import { beforeAll, describe, expect } from "vitest";
import { download } from "../../../src/gpu/buffers";
import { openWeights } from "../../../src/model/openWeights";
import type { WeightSource } from "../../../src/model/weightSource";
import { wordsPerRow } from "../../../src/tensor/matrixFormat";
import { packMatrix } from "../../../src/tensor/packMatrix";
import { toFloats } from "../../../src/tensor/storedRows";
import type { DecoderWeights, Matrix } from "../../../src/transformer/decoderWeights";
import { destroyWeights } from "../../../src/transformer/destroyWeights";
import { loadDecoderWeights, loadEmbedding, loadLayer } from "../../../src/transformer/loadWeights";
import { weightBytes } from "../../../src/transformer/weightBytes";
import { WEIGHT_FORMATS } from "../../../src/transformer/weightFormat";
import { gpuTest } from "../../support/gpuHarness";
import { LLAMA_DIMS } from "../../support/llamaDims";
import { llamaGraph } from "../../support/llamaGraph";
import { randomModel, randomSource, TINY_CONFIG } from "../../support/randomModel";
import { fetchSample, sampleModel } from "../../support/sampleModel";
import { SAMPLE_CONFIG } from "../../support/sampleTensors";
import { watchBuffers } from "../../support/watchBuffers";

let q4: WeightSource;
let f16: WeightSource;
beforeAll(async () => {
  const { info, file } = await sampleModel(fetchSample);
  q4 = await openWeights({ file, shards: [] }, info);
  const blob = await fetchSample("model.safetensors");
  f16 = await openWeights({ file: { path: "model.safetensors", blob }, shards: [] }, info);
});

/** All words of a matrix, its parts one behind the other. */
async function wordsOf(device: GPUDevice, { parts }: Matrix): Promise<Uint32Array> {
  const words: number[] = [];
  for (const { buffer } of parts) for (const word of new Uint32Array(await download(device, buffer))) words.push(word);
  return Uint32Array.from(words);
}

const isSame = (a: ArrayLike<number>, b: ArrayLike<number>): boolean => {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
};

/** The words that a matrix's rows make when they are read and packed at once. */
async function packed(source: WeightSource, { name, nOut, nIn, format }: Matrix): Promise<Uint32Array> {
  return packMatrix(await source.readRows(name, 0, nOut), nIn, format);
}

function* matricesOf({ embedding, head, layers }: DecoderWeights): Generator<Matrix> {
  yield embedding;
  if (head !== embedding) yield head;
  for (const layer of layers) {
    for (const weight of Object.values<Matrix | GPUBuffer>({ ...layer })) if ("parts" in weight) yield weight;
  }
}

describe.for(["q4 ONNX", "f16 safetensors"] as const)("the sample's %s", (which) => {
  gpuTest("lies on the GPU as its rows are packed, in as many bytes as were told before", async ({ device }) => {
    const source = which === "q4 ONNX" ? q4 : f16;
    const watch = watchBuffers(device);
    const progress: [number, number][] = [];
    const onProgress = (...seen: [number, number]) => progress.push(seen);
    const weights = await loadDecoderWeights(source, SAMPLE_CONFIG, { device, onProgress });
    expect(watch.bytes()).toBe(weightBytes(source.tensors, SAMPLE_CONFIG, "as stored").total);
    for (const matrix of matricesOf(weights)) {
      expect(matrix.parts).toHaveLength(1);
      expect(isSame(await wordsOf(device, matrix), await packed(source, matrix)), matrix.name).toBe(true);
    }
    expect(weights.layers[3]!.gate.format.kind).toBe(which === "q4 ONNX" ? "q4" : "f16");
    expect(weights.head === weights.embedding).toBe(which !== "q4 ONNX");
    const name = "model.layers.5.post_attention_layernorm.weight";
    const norm = new Float32Array(await download(device, weights.layers[5]!.postAttentionNorm));
    expect(isSame(norm, toFloats(await source.readRows(name, 0, 1), 256))).toBe(true);
    const [done, total] = progress.at(-1)!;
    expect(done).toBe(total);
    expect(total).toBe([...source.tensors.values()].reduce((sum, { bytes }) => sum + bytes, 0));
    destroyWeights(weights);
    expect(watch.count()).toBe(0);
  });
});

gpuTest("any format that is asked for, in the bytes that were told", async ({ device }) => {
  const watch = watchBuffers(device);
  for (const format of WEIGHT_FORMATS) {
    const weights = await loadDecoderWeights(f16, SAMPLE_CONFIG, { device, format });
    expect(watch.bytes()).toBe(weightBytes(f16.tensors, SAMPLE_CONFIG, format).total);
    const { gate } = weights.layers[2]!;
    expect(isSame(await wordsOf(device, gate), await packed(f16, gate))).toBe(true);
    const kinds = [weights.embedding, gate].map((matrix) => matrix.format.kind);
    expect(kinds).toEqual(format === "as stored" ? ["f16", "f16"] : format === "q4" ? ["q8", "q4"] : [format, format]);
    destroyWeights(weights);
  }
});

gpuTest("vectors of every kind, and a fused file's parts", async ({ device }) => {
  const linear = { kind: "nbits", bits: 4, blockSize: 16, zeros: "packed" } as const;
  const { model, weights } = llamaGraph({ attention: "genai", linear, qkv: "split", qkvBias: "added", qkNorm: true });
  const info = { name: "m", architecture: "x", context: 64, ...LLAMA_DIMS };
  const source = await openWeights({ file: { path: "model.onnx", blob: new Blob([model]) }, shards: [] }, info);
  const config = { ...TINY_CONFIG, ...LLAMA_DIMS, qkvBias: true, qkNorm: true };
  const layer = await loadLayer(source, config, 1, { device });
  for (const [key, name] of [
    ["kBias", "k_proj.bias"],
    ["qNorm", "q_norm.weight"],
    ["kNorm", "k_norm.weight"],
  ] as const) {
    const values = new Float32Array(await download(device, layer[key]!));
    expect(isSame(values, weights.get(`model.layers.1.self_attn.${name}`)!.values), key).toBe(true);
  }
  expect(isSame(await wordsOf(device, layer.v), await packed(source, layer.v))).toBe(true);
  expect(layer.v.format).toEqual({ kind: "q4", blockSize: 16, hasZeros: true });
});

/** The device with other limits, as an adapter with small bindings has them. */
function withLimits(device: GPUDevice, limits: Partial<Record<keyof GPUSupportedLimits, number>>): GPUDevice {
  return new Proxy(device, {
    get(target, key) {
      if (key === "limits") return { ...pick(target.limits), ...limits };
      const value: unknown = Reflect.get(target, key);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

const pick = ({ maxBufferSize, maxStorageBufferBindingSize }: GPUSupportedLimits) => ({
  maxBufferSize,
  maxStorageBufferBindingSize,
});

describe("a small binding", () => {
  gpuTest("splits matrices by rows, and loses none", async ({ device }) => {
    for (const limits of [{ maxStorageBufferBindingSize: 100_000 }, { maxBufferSize: 100_000 }]) {
      const layer = await loadLayer(f16, SAMPLE_CONFIG, 1, { device: withLimits(device, limits) });
      // 195 rows of 512 bytes each.
      expect(layer.gate.parts.map(({ firstRow, nRows }) => [firstRow, nRows])).toEqual([
        [0, 195],
        [195, 195],
        [390, 195],
        [585, 183],
      ]);
      for (const { buffer, nRows } of layer.gate.parts) expect(buffer.size).toBe(nRows * 512);
      expect(isSame(await wordsOf(device, layer.gate), await packed(f16, layer.gate))).toBe(true);
      expect(layer.k.parts).toHaveLength(1);
    }
  });

  gpuTest("that no row fits is refused, and nothing is left behind", async ({ device }) => {
    const watch = watchBuffers(device);
    const small = withLimits(device, { maxStorageBufferBindingSize: 1024 });
    await expect(loadLayer(f16, SAMPLE_CONFIG, 0, { device: small })).rejects.toThrow(
      /a row of model\.layers\.0\.mlp\.down_proj\.weight has 1536 bytes, the device binds 1024/,
    );
    expect(watch.count()).toBe(0);
  });
});

gpuTest("a tensor of several chunks is whole", async ({ device }) => {
  const config = { ...TINY_CONFIG, dModel: 512, dVocab: 40_000 };
  const values = new Float32Array(config.dVocab * config.dModel).map((_, i) => (i % 9973) / 64);
  const tensor = { name: "model.embed_tokens.weight", shape: [config.dVocab, config.dModel], format: "f32" } as const;
  const source: WeightSource = {
    tensors: new Map([[tensor.name, { ...tensor, bytes: values.byteLength }]]),
    readRows: async (_, first, n) => ({ format: "f32", values: values.slice(first * 512, (first + n) * 512) }),
  };
  const embedding = await loadEmbedding(source, config, { device, format: "f16" });
  expect(values.byteLength).toBeGreaterThan(3 * 16 * 2 ** 20);
  expect(embedding.parts).toHaveLength(1);
  expect(wordsPerRow(embedding.format, 512)).toBe(256);
  const halves = packMatrix({ format: "f32", values }, 512, { kind: "f16" });
  expect(isSame(new Uint32Array(await download(device, embedding.parts[0]!.buffer)), halves)).toBe(true);
});

describe("a load that fails frees what it took", () => {
  const model = randomModel(1, TINY_CONFIG);

  gpuTest("where a file breaks off", async ({ device }) => {
    const watch = watchBuffers(device);
    const source = randomSource(model);
    const broken: WeightSource = {
      ...source,
      readRows: async (name, first, n) => {
        if (name.endsWith("layers.1.mlp.up_proj.weight")) throw new Error("the disk is gone");
        return source.readRows(name, first, n);
      },
    };
    await expect(loadDecoderWeights(broken, TINY_CONFIG, { device })).rejects.toThrow("the disk is gone");
    expect(watch.count()).toBe(0);
  });

  gpuTest("where it is aborted", async ({ device }) => {
    const watch = watchBuffers(device);
    const controller = new AbortController();
    const onProgress = (done: number, total: number) => done > total / 2 && controller.abort(new Error("enough"));
    const options = { device, onProgress, signal: controller.signal };
    await expect(loadDecoderWeights(randomSource(model), TINY_CONFIG, options)).rejects.toThrow("enough");
    expect(watch.count()).toBe(0);
  });

  gpuTest("where the GPU has no room", async ({ device }) => {
    const watch = watchBuffers(device);
    const full = new Proxy(device, {
      get(target, key) {
        if (key === "popErrorScope") {
          return async () => (await target.popErrorScope()) ?? (watch.count() > 5 ? { message: "no memory" } : null);
        }
        const value: unknown = Reflect.get(target, key);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    await expect(loadDecoderWeights(randomSource(model), TINY_CONFIG, { device: full })).rejects.toThrow(
      /the GPU has no room for model\.layers\.0\..*: choose a smaller format, or stream the layers/,
    );
    expect(watch.count()).toBe(0);
  });

  gpuTest("where a weight has no place in the format, by its name", async ({ device }) => {
    const watch = watchBuffers(device);
    const name = "model.layers.1.mlp.down_proj.weight";
    const tensor = model.get(name)!;
    const values = tensor.values.slice();
    values[3] = Number.NaN;
    const source = randomSource(new Map([...model, [name, { ...tensor, values }]]));
    await expect(loadDecoderWeights(source, TINY_CONFIG, { device, format: "q8" })).rejects.toThrow(
      `${name}: a weight is NaN`,
    );
    expect(watch.count()).toBe(0);
  });
});

gpuTest(
  "tensors that are missing or of another shape are named together, before anything is loaded",
  async ({ device }) => {
    const watch = watchBuffers(device);
    const model = randomModel(1, TINY_CONFIG);
    const few = new Map([...model].filter(([name]) => !/up_proj|model\.norm/.test(name)));
    const loading = loadDecoderWeights(randomSource(few), { ...TINY_CONFIG, dVocab: 38 }, { device });
    await expect(loading).rejects.toThrow(
      /lack 5 of 21 tensors .*: model\.embed_tokens\.weight \(it is \[37, 20\], config\.json says \[38, 20\]\), model\.layers\.0\.mlp\.up_proj\.weight, .*lm_head/,
    );
    expect(watch.count()).toBe(0);
    const many = { ...TINY_CONFIG, nLayers: 9 };
    await expect(loadDecoderWeights(randomSource(model), many, { device })).rejects.toThrow(
      /lack 63 of .* and 31 more\./,
    );
  },
);
