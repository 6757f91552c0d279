import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ModelInfo } from "../../../src/model/modelInfo";
import { openWeights } from "../../../src/model/openWeights";
import { columnsOf, rowsOf, type WeightSource } from "../../../src/model/weightSource";
import { toFloats } from "../../../src/tensor/storedRows";
import type { TwinLinear } from "../../support/decoderTwin";
import { LLAMA_DIMS } from "../../support/llamaDims";
import { type LlamaGraphSpec, llamaGraph } from "../../support/llamaGraph";
import { FIXTURES, makeFixture, N_LAYERS } from "../../support/onnxFixtures";

const infoOf = (dims: Partial<ModelInfo>): ModelInfo => ({
  ...{ name: "m", architecture: "LlamaForCausalLM", context: 64, ...LLAMA_DIMS },
  ...dims,
});
const fileOf = (bytes: Uint8Array<ArrayBuffer>, path = "model.onnx") => ({ path, blob: new Blob([bytes]) });

/** All numbers of a tensor, read `step` rows at a time. */
async function readAll(source: WeightSource, name: string, step = Infinity): Promise<Float32Array> {
  const tensor = source.tensors.get(name);
  if (!tensor) throw new Error(`no ${name}`);
  const values: number[] = [];
  for (let row = 0; row < rowsOf(tensor); row += step) {
    const rows = await source.readRows(name, row, Math.min(step, rowsOf(tensor) - row));
    values.push(...toFloats(rows, columnsOf(tensor)));
  }
  return Float32Array.from(values);
}

async function expectWeights(
  source: WeightSource,
  weights: ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: Float32Array }>,
) {
  expect([...source.tensors.keys()].sort()).toEqual([...weights.keys()].sort());
  for (const [name, { shape, values }] of weights) {
    expect([name, source.tensors.get(name)!.shape]).toEqual([name, shape]);
    for (const step of [Infinity, 7]) expect(await readAll(source, name, step), name).toEqual(values);
  }
}

describe("every shape of fixture that scans know", () => {
  const llamas = FIXTURES.filter(({ norm, weights }) => norm !== "layer" && weights !== "int8");
  test.each(llamas)("$name", async (spec) => {
    const { model, shard, dMlp, twin } = makeFixture(spec);
    const shards = spec.shard ? [fileOf(shard, spec.shard)] : [];
    const dModel = twin.normFinal.scale.length;
    const dVocab = twin.head.nOut;
    const dims = { nLayers: N_LAYERS, dModel, dMlp, nHeads: 2, nKvHeads: twin.nKvHeads, dHead: dModel / 2, dVocab };
    const source = await openWeights({ file: fileOf(model), shards }, infoOf(dims));
    const weights = new Map([["model.embed_tokens.weight", { shape: [dVocab, dModel], values: twin.embed }]]);
    const vector = (name: string, values: Float64Array) => weights.set(name, { shape: [values.length], values });
    const matrix = (name: string, { nIn, nOut, weight }: TwinLinear) =>
      weights.set(name, {
        shape: [nOut, nIn],
        values: weight.map((_, i) => weight[(i % nIn) * nOut + Math.floor(i / nIn)]!),
      });
    for (const [l, layer] of twin.layers.entries()) {
      const path = `model.layers.${l}`;
      vector(`${path}.input_layernorm.weight`, layer.norm1.scale);
      vector(`${path}.post_attention_layernorm.weight`, layer.norm2.scale);
      for (const one of ["q", "k", "v", "o"] as const) matrix(`${path}.self_attn.${one}_proj.weight`, layer[one]);
      for (const one of ["gate", "up", "down"] as const) matrix(`${path}.mlp.${one}_proj.weight`, layer[one]!);
    }
    vector("model.norm.weight", twin.normFinal.scale);
    matrix("lm_head.weight", twin.head);
    await expectWeights(
      source,
      new Map([...weights].map(([name, { shape, values }]) => [name, { shape, values: Float32Array.from(values) }])),
    );
  });
});

const nbits = (bits: 4 | 8, blockSize: number, more: { zeros?: "packed" | "float"; float?: "f32" | "f16" } = {}) =>
  ({ kind: "nbits", bits, blockSize, ...more }) as const;

test.each<[string, LlamaGraphSpec]>([
  [
    "GenAI: packed qkv with bias, fused gate and up",
    { attention: "genai", linear: nbits(4, 32), qkv: "packed", qkvBias: "added", gateUp: "split" },
  ],
  ["GenAI: norms of heads (Qwen3)", { attention: "genai", linear: nbits(4, 32, { float: "f16" }), qkNorm: true }],
  ["GenAI: qkv cut by Split, norms of heads", { attention: "genai", linear: nbits(8, 32), qkv: "split", qkNorm: true }],
  [
    "torch: attention written out, biases, transposed initializers",
    { attention: "torch", linear: { kind: "out, in" }, qkvBias: "added" },
  ],
  [
    "torch: MatMul's own orientation in f16",
    { attention: "torch", linear: { kind: "in, out", float: "f16" }, qkNorm: true, tied: true },
  ],
  [
    "torch: qkv cut by Split, bf16",
    { attention: "torch", linear: { kind: "in, out", float: "bf16" }, qkv: "split", qkvBias: "added" },
  ],
  ["Gemm with its own bias", { attention: "genai", linear: { kind: "gemm" }, qkvBias: "own" }],
  ["MatMulNBits with its own bias", { attention: "genai", linear: nbits(4, 32), qkv: "packed", qkvBias: "own" }],
  ["Gemm without transposition", { attention: "genai", linear: { kind: "gemm in, out" }, embedding: "f16" }],
  ["4 bits, blocks of 16, zero points", { attention: "genai", linear: nbits(4, 16, { zeros: "packed" }) }],
  ["4 bits, blocks of 64", { attention: "genai", linear: nbits(4, 64) }],
  ["4 bits, blocks of 128 with zero points", { attention: "genai", linear: nbits(4, 128, { zeros: "packed" }) }],
  ["4 bits, blocks of 256, zero points as floats", { attention: "genai", linear: nbits(4, 256, { zeros: "float" }) }],
  ["8 bits, blocks of 16", { attention: "torch", linear: nbits(8, 16) }],
  [
    "8 bits, blocks of 128 with zero points",
    { attention: "genai", linear: nbits(8, 128, { zeros: "packed", float: "f16" }) },
  ],
  [
    "4-bit table in bytes",
    { attention: "genai", linear: nbits(4, 32), embedding: { bits: 4, blockSize: 32, data: "u8" } },
  ],
  [
    "4-bit table in bytes, zero points",
    { attention: "genai", linear: nbits(4, 32), embedding: { bits: 4, blockSize: 16, data: "u8", zeros: true } },
  ],
  [
    "8-bit table, zero points",
    { attention: "genai", linear: nbits(8, 32), embedding: { bits: 8, blockSize: 16, data: "u8", zeros: true } },
  ],
  ["8-bit table", { attention: "genai", linear: nbits(8, 32), embedding: { bits: 8, blockSize: 128, data: "u8" } }],
  ["table of uint4", { attention: "genai", linear: nbits(4, 32), embedding: { bits: 4, blockSize: 32, data: "u4" } }],
  [
    "table of uint4, zero points",
    { attention: "genai", linear: nbits(4, 32), embedding: { bits: 4, blockSize: 16, data: "u4", zeros: true } },
  ],
  ["table of int4", { attention: "genai", linear: nbits(4, 32), embedding: { bits: 4, blockSize: 64, data: "i4" } }],
  [
    "table of int4, zero points",
    { attention: "genai", linear: nbits(4, 32), embedding: { bits: 4, blockSize: 16, data: "i4", zeros: true } },
  ],
  [
    "one table for embedding and head",
    { attention: "genai", linear: nbits(4, 32), embedding: { bits: 4, blockSize: 16, data: "shared" }, tied: true },
  ],
  ["in a shard", { attention: "torch", linear: { kind: "in, out" }, shard: "model.onnx_data" }],
])("%s", async (_, spec) => {
  const { model, shard, weights } = llamaGraph(spec);
  const shards = spec.shard ? [fileOf(shard, spec.shard)] : [];
  await expectWeights(await openWeights({ file: fileOf(model), shards }, infoOf({})), weights);
});

test("says where the head is the embedding", async () => {
  const sameAs = async (spec: Partial<LlamaGraphSpec>) => {
    const { model } = llamaGraph({ attention: "genai", linear: nbits(4, 32), ...spec });
    return (await openWeights({ file: fileOf(model), shards: [] }, infoOf({}))).tensors.get("lm_head.weight")!.sameAs;
  };
  expect(await sameAs({ tied: true })).toBe("model.embed_tokens.weight");
  const embedding = { bits: 4, blockSize: 16, data: "shared" } as const;
  expect(await sameAs({ tied: true, embedding })).toBe("model.embed_tokens.weight");
  expect(await sameAs({})).toBeUndefined();
});

describe("refuses", () => {
  const openSpec = async (spec: Partial<LlamaGraphSpec>, info: Partial<ModelInfo> = {}) => {
    const { model } = llamaGraph({ attention: "genai", linear: nbits(4, 32), ...spec });
    return openWeights({ file: fileOf(model), shards: [] }, infoOf(info));
  };
  const attributes = (changed: Record<string, number>) => ({ linear: { ...nbits(4, 32), attributes: changed } });

  test.each<[string, Partial<LlamaGraphSpec>, RegExp]>([
    [
      "columns in another order",
      { linear: { ...nbits(4, 32), order: true } },
      /q_proj\/MatMul_Q4" reorders its columns \(g_idx\)/,
    ],
    ["weights packed for one GPU", attributes({ weight_prepacked: 1 }), /weight_prepacked/],
    ["two bits", attributes({ bits: 2 }), /has weights of 2 bits; 4 and 8 can be read/],
    ["odd blocks", attributes({ block_size: 24 }), /blocks of 24; a power of two from 16 is needed/],
    ["small blocks", attributes({ block_size: 8 }), /blocks of 8;/],
    [
      "more codes than the file has",
      attributes({ block_size: 128 }),
      /its codes ".*" have 2048 bytes, its shape needs/,
    ],
    ["too many scales", attributes({ block_size: 64 }), /has 128 scales, 64 rows of 1 blocks need one each/],
    ["rotation of neighbours", { interleaved: true }, /layer 0: it rotates neighbouring columns/],
  ])("%s", async (_, spec, message) => {
    await expect(openSpec(spec)).rejects.toThrow(message);
  });

  test("a config of other dimensions, with the layer and what it has", async () => {
    await expect(openSpec({}, { nHeads: 8 })).rejects.toThrow(
      /layer 0: the last linear layer before the gate is no output projection \[48, 128\]\. Linear layers .*o_proj/,
    );
    await expect(openSpec({}, { nKvHeads: 1 })).rejects.toThrow(
      /layer 0: queries, keys and values have 64,32,32 rows, config\.json says 64,16,16/,
    );
    await expect(openSpec({}, { nLayers: 3 })).rejects.toThrow(/found 2 feed-forward layers.*says 3/);
  });

  test.each([
    ["Optimum int8", /multiplies 8-bit integers: use another dtype/],
    ["no names, plain", /layer 0: .* takes no product of a gate and an up projection/],
  ])("%s", async (name, message) => {
    const { model, dMlp, twin } = makeFixture(FIXTURES.find((spec) => spec.name === name)!);
    const dims = { dModel: 32, dMlp, nHeads: 2, nKvHeads: twin.nKvHeads, dVocab: 48 };
    await expect(openWeights({ file: fileOf(model), shards: [] }, infoOf(dims))).rejects.toThrow(message);
  });

  test("files that are missing or cut off", async () => {
    const { model, shard } = llamaGraph({ attention: "torch", linear: { kind: "in, out" }, shard: "m.onnx_data" });
    const file = fileOf(model);
    const open = (...shards: ReturnType<typeof fileOf>[]) => openWeights({ file, shards }, infoOf({}));
    await expect(open()).rejects.toThrow(/keeps weights in "m\.onnx_data", which is missing/);
    await expect(open(fileOf(shard.slice(0, -1), "m.onnx_data"))).rejects.toThrow(/which has \d+: the file is cut off/);
  });

  test("rows that are not there, and names", async () => {
    const source = await openSpec({});
    const name = "model.layers.1.mlp.gate_proj.weight";
    for (const [first, n] of [
      [80, 1],
      [-1, 2],
      [0, 0],
      [79, 2],
      [0.5, 1],
    ] as const) {
      await expect(source.readRows(name, first, n)).rejects.toThrow(/has rows 0 to 79, not/);
    }
    await expect(source.readRows("model.norm.weight", 1, 1)).rejects.toThrow(/has rows 0 to 0/);
    await expect(source.readRows("model.layers.2.mlp.gate_proj.weight", 0, 1)).rejects.toThrow(/there is no tensor/);
  });
});

test("a damaged file gives an error or weights of the shapes it says, never anything else", async () => {
  const linear = nbits(4, 16, { zeros: "packed" });
  const { model } = llamaGraph({ attention: "genai", linear, qkv: "packed", qkvBias: "added", gateUp: "split" });
  const text = Buffer.from(model).toString("latin1");
  const places = [...text.matchAll(/\/model\/layers|weight_Q4|weight_zp|_scales|bits|block_size|split|proj/g)].map(
    ({ index }) => index,
  );
  const change = fc.record({
    place: fc.nat(places.length - 1),
    by: fc.integer({ min: -12, max: 24 }),
    byte: fc.nat(255),
  });
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), fc.boolean(), async (changes, cut) => {
      const bytes = model.slice(0, cut ? places[changes[0]!.place] : undefined);
      for (const { place, by, byte } of changes) bytes[places[place]! + by] = byte;
      try {
        const source = await openWeights({ file: fileOf(bytes), shards: [] }, infoOf({}));
        for (const [name, { shape }] of source.tensors) {
          const values = await readAll(source, name);
          expect(values).toHaveLength(shape.reduce((product, size) => product * size, 1));
        }
      } catch (error) {
        refused++;
        expect((error as Error).constructor.name).toMatch(/^(FormatError|Error)$/);
        expect((error as Error).message.length).toBeGreaterThan(20);
      }
    }),
    { numRuns: 150 },
  );
  expect(refused).toBeGreaterThan(20);
});
