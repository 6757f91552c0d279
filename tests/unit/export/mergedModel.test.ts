import { describe, expect, test } from "vitest";
import { type MergedModel, mergedModelFiles } from "../../../src/export/mergedModel";
import { rowChanges } from "../../../src/export/mergeRows";
import type { OutputFile } from "../../../src/formats/outputFile";
import type { ModuleDelta, WeightDelta } from "../../../src/train/weightDelta";
import { halfBits, halfValue } from "../../support/halfFloat";
import { floatsOf, plainSafetensors } from "../../support/plainSafetensors";
import { applied, base, DELTAS, dense, lora, manifest, numbers, SHAPES, scale } from "./madeDelta";
import { madeSource } from "./madeSource";

const size = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);
const WEIGHTS = Object.fromEntries(
  Array.from(SHAPES, ([name, shape]) => [name, { shape, values: numbers(size(shape), `W ${name}`) }]),
);
const config = {
  model_type: "llama",
  torch_dtype: "float16",
  tie_word_embeddings: true,
  quantization_config: { bits: 4 },
};
const small = (value: object = config) => [
  { path: "config.json", blob: new Blob([JSON.stringify(value)]) },
  { path: "tokenizer.json", blob: new Blob(["{ }\n"]) },
];

const model = (delta: WeightDelta | null, more: Partial<MergedModel> = {}): MergedModel => ({
  source: madeSource(WEIGHTS),
  formats: new Map(),
  base: { name: base.name, hash: base.hash, dtype: "fp32", isRounded: false },
  delta,
  dtype: "F32",
  isHeadShared: true,
  smallFiles: small(),
  manifest,
  ...more,
});

async function blobOf(file: OutputFile): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of file.chunks()) parts.push(chunk);
  const blob = new Blob(parts);
  expect(blob.size).toBe(file.bytes);
  return blob;
}

/** Every file of the folder, by its path. */
async function folder(of: MergedModel): Promise<Record<string, Blob>> {
  const blobs: Record<string, Blob> = {};
  for (const file of await mergedModelFiles(of)) blobs[file.path] = await blobOf(file);
  return blobs;
}

const json = async (blob: Blob | undefined) => JSON.parse(await blob!.text());
const matrix = (values: ArrayLike<number>, width: number) =>
  Array.from({ length: values.length / width }, (_, n) =>
    Array.from({ length: width }, (_, k) => values[n * width + k]!),
  );
const tensorOf = (change: ModuleDelta) => (change.kind === "dense" ? change.tensor : `${change.module}.weight`);

describe("the merged weights", () => {
  const every: WeightDelta = { ...DELTAS.lora, modules: [lora([0, "gate"], 2, 3), scale([0, "k"], "scaleOutput")] };

  test.each([...Object.entries(DELTAS), ["lora and a scale", every] as const])(
    "%s: W and its change, nothing else",
    async (_, delta) => {
      const merged = await plainSafetensors((await folder(model(delta)))["model.safetensors"]!);
      expect(Object.keys(merged.tensors)).toEqual([...SHAPES.keys()]);
      const scaledBias = "model.layers.0.self_attn.k_proj.bias";
      for (const [name, { shape, values }] of Object.entries(WEIGHTS)) {
        expect(merged.tensors[name]!.shape).toEqual(shape);
        const found = floatsOf(merged, name);
        const change: ModuleDelta | undefined = delta.modules.find((module) => tensorOf(module) === name);
        const key = delta.modules.find((module) => module.kind === "scaleOutput");
        if (change) {
          const width = shape.length === 2 ? shape[1]! : shape[0]!;
          const expected = applied(
            { ...change, shape: [size(shape) / width, width] } as ModuleDelta,
            matrix(values, width),
          );
          expect(found).toEqual(Float32Array.from(expected.flat()));
        } else if (name === scaledBias && key?.kind === "scaleOutput") {
          // The module's output, bias included, is what IA3 scales.
          expect(found).toEqual(values.map((value, i) => value * key.scale[i]!));
        } else expect(found).toEqual(values);
      }
    },
  );

  test.each(Object.entries(DELTAS))("%s: a few rows at a time give what all rows at once give", (_, delta) => {
    for (const [name, change] of rowChanges(delta)) {
      const { shape, values } = WEIGHTS[name]!;
      const width = shape.at(-1)!;
      const whole = new Float32Array(values);
      change({ values: whole, firstRow: 0, width });
      const nRows = values.length / width;
      const parts = [0, Math.floor(nRows / 2), nRows].flatMap((from, i, ends) => (i < 2 ? [[from, ends[i + 1]!]] : []));
      const pieces = parts.map(([from, to]) => {
        const piece = new Float32Array(values.slice(from! * width, to! * width));
        change({ values: piece, firstRow: from!, width });
        return [...piece];
      });
      expect(pieces.flat()).toEqual([...whole]);
    }
  });

  test("a 4-bit base is dequantized: code minus 8, times its block's scale", async () => {
    const name = "model.layers.0.mlp.gate_proj.weight";
    const [out, width, blocks] = [3, 20, 2];
    const codes = Uint8Array.from({ length: out * blocks * 8 }, (_, i) => (i * 37) & 255);
    const scales = numbers(out * blocks, "scales");
    const source = madeSource({ [name]: { shape: [out, width], codes, scales } });
    const merged = await plainSafetensors((await folder(model(null, { source })))["model.safetensors"]!);
    const expected = Array.from({ length: out * width }, (_, at) => {
      const [n, k] = [Math.floor(at / width), at % width];
      const block = n * blocks + Math.floor(k / 16);
      const byte = codes[block * 8 + Math.floor((k % 16) / 2)]!;
      return ((k % 2 === 0 ? byte & 15 : byte >> 4) - 8) * scales[block]!;
    });
    expect(floatsOf(merged, name)).toEqual(Float32Array.from(expected));
  });

  test("weights that were rounded while loading are exported as they were used", async () => {
    const name = "model.layers.0.mlp.gate_proj.weight";
    const formats = new Map([[name, { kind: "f16" }]] as const);
    const merged = await plainSafetensors((await folder(model(null, { formats })))["model.safetensors"]!);
    const rounded = WEIGHTS[name]!.values.map((value) => halfValue(halfBits(value)));
    expect(floatsOf(merged, name)).toEqual(rounded);
    expect(floatsOf(merged, name)).not.toEqual(WEIGHTS[name]!.values);
  });

  test("f16 and bf16 round to the nearest; what does not fit is named", async () => {
    const values = Float32Array.of(1, 1 + 2 ** -11, 1 + 3 * 2 ** -11, -(2 ** -24), 65504, Number.NaN, Infinity);
    const ties = Float32Array.of(1 + 2 ** -8, 1 + 3 * 2 ** -8);
    const source = madeSource({
      "model.norm.weight": { shape: [9], values: Float32Array.of(...values, ...ties) },
    });
    const bits = async (dtype: "F16" | "BF16") => {
      const file = await plainSafetensors((await folder(model(null, { source, dtype })))["model.safetensors"]!);
      expect(file.tensors["model.norm.weight"]!.dtype).toBe(dtype);
      return [...new Uint16Array(file.tensors["model.norm.weight"]!.bytes)];
    };
    expect(await bits("F16")).toEqual([0x3c00, 0x3c00, 0x3c02, 0x8001, 0x7bff, 0x7e00, 0x7c00, 0x3c04, 0x3c0c]);
    expect(await bits("BF16")).toEqual([0x3f80, 0x3f80, 0x3f80, 0xb380, 0x4780, 0x7fc0, 0x7f80, 0x3f80, 0x3f82]);
    const large = madeSource({ "model.norm.weight": { shape: [1], values: Float32Array.of(1e5) } });
    await expect(folder(model(null, { source: large, dtype: "F16" }))).rejects.toThrow(
      /model\.norm\.weight: 100000 does not fit F16/,
    );
  });
});

describe("the folder", () => {
  test("config.json says the dtype and drops what no longer holds; the tokenizer is copied", async () => {
    const files = await folder(
      model(DELTAS.subnetwork, { smallFiles: small({ ...config, dtype: "float16" }), dtype: "BF16" }),
    );
    expect(Object.keys(files)).toEqual([
      ...["config.json", "tokenizer.json", "README.md", "babelscope_manifest.json", "model.safetensors"],
    ]);
    const { model_type } = config;
    expect(await json(files["config.json"])).toEqual({
      ...{ model_type, torch_dtype: "bfloat16", dtype: "bfloat16", tie_word_embeddings: true },
    });
    expect(await files["tokenizer.json"]!.text()).toBe("{ }\n");
    expect(await json(files["babelscope_manifest.json"])).toEqual(manifest);
    expect((await plainSafetensors(files["model.safetensors"]!)).metadata).toEqual({ format: "pt" });
    expect(await files["README.md"]!.text()).toMatch(/tuned by Babelscope \(subnetwork\).* rounded to bfloat16/);
  });

  test("a head of its own is written and the config says so; where the embedding serves, it is left out", async () => {
    const head = { shape: [7, 6], values: numbers(42, "head") };
    const source = madeSource({ ...WEIGHTS, "lm_head.weight": head });
    const own = await folder(model(null, { source, isHeadShared: false }));
    expect((await json(own["config.json"])).tie_word_embeddings).toBe(false);
    expect(floatsOf(await plainSafetensors(own["model.safetensors"]!), "lm_head.weight")).toEqual(head.values);
    const shared = await folder(model(null, { source }));
    expect((await json(shared["config.json"])).tie_word_embeddings).toBe(true);
    expect((await plainSafetensors(shared["model.safetensors"]!)).tensors["lm_head.weight"]).toBeUndefined();
  });

  test("large models lie in shards, with the index that Hugging Face reads", async () => {
    const files = await folder(model(null, { maxShardBytes: 400 }));
    const { metadata, weight_map } = await json(files["model.safetensors.index.json"]);
    expect(metadata.total_size).toBe(4 * [...SHAPES.values()].reduce((sum, shape) => sum + size(shape), 0));
    expect(Object.keys(weight_map)).toEqual([...SHAPES.keys()]);
    const shards = [...new Set(Object.values(weight_map) as string[])];
    expect(shards[0]).toBe(`model-00001-of-0000${shards.length}.safetensors`);
    expect(shards.length).toBeGreaterThan(2);
    for (const [name, path] of Object.entries(weight_map) as [string, string][]) {
      const shard = await plainSafetensors(files[path]!);
      expect(floatsOf(shard, name)).toEqual(WEIGHTS[name]!.values);
      expect(Object.values(shard.tensors).reduce((sum, { bytes }) => sum + bytes.byteLength, 0)).toBeLessThanOrEqual(
        400,
      );
    }
  });

  test("a matrix is never read whole: some rows at a time", async () => {
    const shape = [3000, 2048];
    const source = madeSource({
      "model.embed_tokens.weight": { shape, values: new Float32Array(size(shape)).fill(2) },
    });
    const [file] = (await mergedModelFiles(model(null, { source }))).slice(-1);
    let largest = 0;
    for await (const chunk of file!.chunks()) largest = Math.max(largest, chunk.length);
    expect(source.largestRead() * 4).toBeLessThanOrEqual(8 * 2 ** 20);
    expect(largest).toBeLessThanOrEqual(8 * 2 ** 20);
  });

  test("a delta of another model and a folder without config are refused", async () => {
    const other: WeightDelta = {
      ...DELTAS.full,
      modules: [{ ...dense("model.norm.weight"), tensor: "model.norm2.weight" }],
    };
    await expect(mergedModelFiles(model(other))).rejects.toThrow(
      "model.norm2.weight is changed, and the model has no such tensor",
    );
    await expect(mergedModelFiles(model(null, { smallFiles: [] }))).rejects.toThrow("config.json is missing");
  });
});
