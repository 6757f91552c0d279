import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FormatError } from "../../../src/formats/formatError";
import type { ModelInfo } from "../../../src/model/modelInfo";
import { openWeights } from "../../../src/model/openWeights";
import { columnsOf, rowsOf, type WeightSource } from "../../../src/model/weightSource";
import { halfBits } from "../../support/halfFloat";
import { rawData } from "../../support/onnxBuilder";
import { safetensors } from "../../support/safetensorsBytes";

const info = { name: "m" } as ModelInfo;
const file = (path: string, bytes: Uint8Array<ArrayBuffer> | string) => ({ path, blob: new Blob([bytes]) });
const open = (...[first, ...shards]: ReturnType<typeof file>[]) => openWeights({ file: first!, shards }, info);

const BYTES = { F32: 4, F16: 2, BF16: 2, I64: 8, F64: 8, F8_E4M3: 1 } as const;
type Dtype = keyof typeof BYTES;

/** A file of tensors that each hold 0, 1, 2, ... in their dtype. */
function checkpoint(tensors: Readonly<Record<string, readonly [Dtype, ...number[]]>>): Uint8Array<ArrayBuffer> {
  let end = 0;
  const data: Uint8Array[] = [];
  const entries = Object.entries(tensors).map(([name, [dtype, ...shape]]) => {
    const n = shape.reduce((product, size) => product * size, 1);
    const count = Array.from({ length: n }, (_, i) => i);
    const type = { F32: "f32", F16: "f16", BF16: "bf16" } as const;
    data.push(dtype in type ? rawData(type[dtype as "F32"], count) : new Uint8Array(n * BYTES[dtype]));
    const begin = end;
    end += n * BYTES[dtype];
    return [name, { dtype, shape, data_offsets: [begin, end] }] as const;
  });
  return safetensors(Object.fromEntries(entries), Buffer.concat(data));
}

describe("one file", () => {
  const bytes = checkpoint({
    "model.embed_tokens.weight": ["F16", 5, 4],
    "model.layers.0.mlp.gate_proj.weight": ["F32", 3, 4],
    "model.layers.0.mlp.up_proj.weight": ["BF16", 3, 4],
    "model.norm.weight": ["F16", 4],
    "model.rotary.positions": ["I64", 4],
  });

  test("tensors by name with their formats; buffers of other types are left aside", async () => {
    const { tensors } = await open(file("model.safetensors", bytes));
    expect([...tensors.values()].map(({ name, format, shape, bytes: n }) => [name, format, shape, n])).toEqual([
      ["model.embed_tokens.weight", "f16", [5, 4], 40],
      ["model.layers.0.mlp.gate_proj.weight", "f32", [3, 4], 48],
      ["model.layers.0.mlp.up_proj.weight", "bf16", [3, 4], 24],
      ["model.norm.weight", "f16", [4], 8],
    ]);
  });

  test("rows as they are stored", async () => {
    const source = await open(file("model.safetensors", bytes));
    const halves = (from: number, to: number) => Uint16Array.from({ length: to - from }, (_, i) => halfBits(from + i));
    expect(await source.readRows("model.embed_tokens.weight", 3, 2)).toEqual({ format: "f16", bits: halves(12, 20) });
    expect(await source.readRows("model.layers.0.mlp.gate_proj.weight", 1, 1)).toEqual({
      format: "f32",
      values: Float32Array.of(4, 5, 6, 7),
    });
    expect(await source.readRows("model.layers.0.mlp.up_proj.weight", 0, 1)).toEqual({
      format: "bf16",
      bits: Uint16Array.of(0, 0x3f80, 0x4000, 0x4040),
    });
    expect(await source.readRows("model.norm.weight", 0, 1)).toEqual({ format: "f16", bits: halves(0, 4) });
    for (const [first, n] of [
      [5, 1],
      [4, 2],
      [-1, 1],
      [0, 0],
    ] as const) {
      const reading = source.readRows("model.embed_tokens.weight", first, n);
      await expect(reading).rejects.toThrow(/"model\.embed_tokens\.weight" has rows 0 to 4, not/);
    }
    await expect(source.readRows("lm_head.weight", 0, 1)).rejects.toThrow(/no tensor "lm_head.weight" among .* 4/);
  });

  test("a decoder that was saved without its head gets the names it has within one", async () => {
    const bare = checkpoint({
      "embed_tokens.weight": ["F16", 2, 2],
      "layers.0.input_layernorm.weight": ["F16", 2],
      "lm_head.weight": ["F16", 2, 2],
    });
    expect([...(await open(file("model.safetensors", bare))).tensors.keys()]).toEqual([
      "model.embed_tokens.weight",
      "model.layers.0.input_layernorm.weight",
      "lm_head.weight",
    ]);
  });

  test.each<[string, Uint8Array<ArrayBuffer>, RegExp]>([
    [
      "GPTQ",
      checkpoint({ "model.layers.0.mlp.gate_proj.qweight": ["I64", 2] }),
      /GPTQ, AWQ.*use the original checkpoint/,
    ],
    [
      "8-bit floats",
      checkpoint({ "model.norm.weight": ["F8_E4M3", 2] }),
      /"model\.norm\.weight" is F8_E4M3; .* use another/,
    ],
    ["a damaged file, by its name", bytes.slice(0, -1), /^model\.safetensors: tensor .* cut off/],
  ])("refuses %s", async (_, damaged, message) => {
    await expect(open(file("model.safetensors", damaged))).rejects.toThrow(message);
  });
});

describe("shards", () => {
  const [one, two] = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"];
  const first = file(one, checkpoint({ "model.embed_tokens.weight": ["F32", 2, 2], unused: ["F32", 1] }));
  const second = file(two, checkpoint({ "model.norm.weight": ["BF16", 2], "lm_head.weight": ["BF16", 2, 2] }));
  const index = (weight_map: unknown) => file("model.safetensors.index.json", JSON.stringify({ weight_map }));
  const whole = { "model.embed_tokens.weight": one, "model.norm.weight": two, "lm_head.weight": two };

  test("are one model", async () => {
    const source = await open(index(whole), second, first);
    expect([...source.tensors].map(([name, { format }]) => [name, format])).toEqual([
      ["model.embed_tokens.weight", "f32"],
      ["model.norm.weight", "bf16"],
      ["lm_head.weight", "bf16"],
    ]);
    expect(await source.readRows("lm_head.weight", 1, 1)).toEqual({
      format: "bf16",
      bits: Uint16Array.of(0x4000, 0x4040),
    });
  });

  test.each<[string, ReturnType<typeof file>[], RegExp]>([
    ["a missing file", [index(whole), first], /names "model-00002-of-00002\.safetensors", which is missing: add it/],
    [
      "tensors that are not where the index says",
      [index({ ...whole, "model.norm.weight": one, gone: two }), first, second],
      /lack: model\.norm\.weight \(in .*00001.*\), gone \(in .*00002/,
    ],
    ["a file in another folder", [index({ a: "../secret.safetensors" }), first], /no safetensors file beside it/],
    ["no list", [file("model.safetensors.index.json", "[1]"), first], /must be a JSON object/],
    ["an empty list", [index({})], /weight_map is empty/],
    ["no map", [file("model.safetensors.index.json", "{}"), first], /weight_map must be a JSON object/],
  ])("refuse %s", async (_, files, message) => {
    await expect(open(...files)).rejects.toThrow(message);
    await expect(open(...files)).rejects.toThrow(FormatError);
  });
});

async function readAll(source: WeightSource): Promise<number> {
  let elements = 0;
  for (const [name, tensor] of source.tensors) {
    const rows = await source.readRows(name, 0, rowsOf(tensor));
    const length = "bits" in rows ? rows.bits.length : "values" in rows ? rows.values.length : Number.NaN;
    expect(length).toBe(rowsOf(tensor) * columnsOf(tensor));
    elements += length;
  }
  return elements;
}

test("a damaged file or index gives a FormatError or what it says, never more than the file holds", async () => {
  const name = "model-00001-of-00001.safetensors";
  const weights = checkpoint({ "model.norm.weight": ["F16", 3], "a.b": ["F32", 2, 3], "a.c": ["BF16", 4, 2] });
  const list = JSON.stringify({ metadata: {}, weight_map: { "model.norm.weight": name, "a.b": name, "a.c": name } });
  const text = new TextEncoder().encode(list);
  // Digits, quotes and letters of the header are where damage is hardest to see.
  const edits = fc.array(fc.record({ at: fc.nat(), byte: fc.oneof(fc.nat(255), fc.integer({ min: 48, max: 57 })) }), {
    maxLength: 3,
  });
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(edits, edits, fc.option(fc.nat(weights.length)), async (inWeights, inIndex, end) => {
      const [damaged, index] = [weights.slice(0, end ?? undefined), text.slice()];
      for (const { at, byte } of inWeights) if (damaged.length > 0) damaged[at % damaged.length] = byte;
      for (const { at, byte } of inIndex) index[at % index.length] = byte;
      try {
        const source = await open(file("model.safetensors.index.json", index), file(name, damaged));
        expect(await readAll(source)).toBeLessThanOrEqual(weights.length);
      } catch (error) {
        refused++;
        expect(error).toBeInstanceOf(FormatError);
      }
    }),
    { numRuns: 600 },
  );
  expect(refused).toBeGreaterThan(200);
});
