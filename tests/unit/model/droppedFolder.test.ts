import { describe, expect, test } from "vitest";
import { readDroppedFolder } from "../../../src/model/droppedFolder";
import { fitWasm, fitWebgpu, preferredVariant } from "../../../src/model/fit";
import { SMALL_TEXTS } from "../../support/modelFolderFiles";
import { safetensors } from "../../support/safetensorsBytes";

const withAnnounced = (use_external_data_format: unknown): string =>
  JSON.stringify({
    ...JSON.parse(SMALL_TEXTS["config.json"]!),
    "transformers.js_config": { use_external_data_format },
  });

function files(texts: Readonly<Record<string, string>>, prefix = "") {
  return Object.entries(texts).map(([path, text]) => ({ path: prefix + path, blob: new Blob([text]) }));
}
const model = {
  ...SMALL_TEXTS,
  "onnx/model_q4.onnx": "1234",
  "onnx/model.onnx": "12",
  "onnx/model.onnx_data": "123456",
};

test.each(["", "tiny-llama/", "downloads/tiny-llama/"])('finds the model in "%s"', async (prefix) => {
  const folder = await readDroppedFolder(files(model, prefix));
  expect(folder.info).toMatchObject({ name: prefix === "" ? "model" : "tiny-llama", nLayers: 2, dMlp: 32 });
  const texts = await Promise.all(folder.smallFiles.map(async ({ path, blob }) => [path, await blob.text()]));
  expect(Object.fromEntries(texts)).toEqual(SMALL_TEXTS);
  expect(
    folder.variants.map(({ format, bytes, files }) => [format.dtype, bytes, files.map(({ path }) => path)]),
  ).toEqual([
    ["q4", 4, ["onnx/model_q4.onnx"]],
    ["fp32", 8, ["onnx/model.onnx", "onnx/model.onnx_data"]],
  ]);
});

test("files may lie at the root; onnx/ goes first; what is no decoder is left aside with its reason", async () => {
  const folder = await readDroppedFolder(
    files({
      ...SMALL_TEXTS,
      "model_fp16.onnx": "1",
      "model_q4.onnx": "1",
      "onnx/model_q4.onnx": "12",
      "onnx/decoder_model_merged.onnx": "1",
      "onnx/vision_encoder.onnx": "1",
      "old/model_q4.onnx": "1",
      "onnx/my.onnx": "1",
    }),
  );
  expect(folder.variants.map(({ files }) => files[0]!.path)).toEqual(["onnx/model_q4.onnx", "model_fp16.onnx"]);
  expect(Object.fromEntries(folder.skipped.map(({ path, reason }) => [path, reason]))).toEqual({
    "model_q4.onnx": "another file of this dtype is used",
    "old/model_q4.onnx": "another file of this dtype is used",
    "onnx/decoder_model_merged.onnx": expect.stringContaining("branches of an If"),
    "onnx/vision_encoder.onnx": "it is not the text decoder",
    "onnx/my.onnx": expect.stringContaining("its name is none of model.onnx"),
  });
});

test("shards in the order of their numbers, by any exporter's name", async () => {
  const shards = ["model_q4.onnx_data_10", "model_q4.onnx_data_2", "model_q4.onnx_data", "model_q4.onnx_data_1"];
  const texts = Object.fromEntries(shards.map((name) => [`onnx/${name}`, "12"]));
  const folder = await readDroppedFolder(
    files({
      ...SMALL_TEXTS,
      ...texts,
      "onnx/model_q4.onnx": "1",
      "onnx/model.onnx": "1",
      "onnx/model.onnx.data": "123",
      "onnx/model_q4f16.onnx": "1",
      "onnx/model_q4f16.data": "123",
      "onnx/model_q4.onnx_database": "1",
    }),
  );
  expect(folder.variants.map(({ files }) => files.map(({ path }) => path.slice("onnx/".length)))).toEqual([
    ["model_q4.onnx", "model_q4.onnx_data", "model_q4.onnx_data_1", "model_q4.onnx_data_2", "model_q4.onnx_data_10"],
    ["model.onnx", "model.onnx.data"],
    ["model_q4f16.onnx", "model_q4f16.data"],
  ]);
  expect(folder.variants[0]!.bytes).toBe(9);
});

test.each<[string, unknown, string[]]>([
  ["a number for all files", 3, ["onnx/model_q4.onnx_data_1", "onnx/model_q4.onnx_data_2"]],
  ["a number for this file", { "model_q4.onnx": 2, "model.onnx": 5 }, ["onnx/model_q4.onnx_data_1"]],
  ["yes, so one", { "model_q4.onnx": true }, []],
  ["another file's", { "model.onnx": 5 }, []],
  ["nonsense", "many", []],
])("shards that config.json announces and that are missing: %s", async (_, format, missing) => {
  const texts = {
    ...SMALL_TEXTS,
    "config.json": withAnnounced(format),
    "onnx/model_q4.onnx": "1",
    "onnx/model_q4.onnx_data": "1",
  };
  const folder = await readDroppedFolder(files(texts));
  expect(folder.variants[0]!.missing).toEqual(missing);
});

describe("a checkpoint in safetensors", () => {
  const tensors = (dtype: string) => ({
    a: { dtype, shape: [10], data_offsets: [0, 20] },
    ids: { dtype: "I64", shape: [1], data_offsets: [20, 28] },
  });
  const weights = (dtype: string) => safetensors(tensors(dtype), new Uint8Array(28));
  const index = JSON.stringify({
    weight_map: { a: "model-00002-of-00002.safetensors", b: "model-00001-of-00002.safetensors" },
  });
  const dropped = (contents: Readonly<Record<string, string | Uint8Array<ArrayBuffer>>>) =>
    readDroppedFolder(
      Object.entries({ ...SMALL_TEXTS, ...contents }).map(([path, bytes]) => ({ path, blob: new Blob([bytes]) })),
    );

  test("stands behind the ONNX files, named by most of its bytes, and ONNX Runtime cannot run it", async () => {
    const folder = await dropped({ "model.safetensors": weights("BF16"), "onnx/model_q4.onnx": "1" });
    expect(folder.variants.map(({ format, files }) => [format.dtype, files.map(({ path }) => path)])).toEqual([
      ["q4", ["onnx/model_q4.onnx"]],
      ["bf16", ["model.safetensors"]],
    ]);
    const checkpoint = folder.variants[1]!;
    expect(checkpoint.format.isCheckpoint).toBe(true);
    const refused = { verdict: "refused", reason: expect.stringMatching(/without a graph.*own decoder runs them/) };
    expect(fitWasm(checkpoint, "jspi")).toEqual(refused);
    expect(fitWebgpu(checkpoint, folder.info, null, "jspi")).toEqual(refused);
    expect(preferredVariant(folder.variants, (variant) => fitWasm(variant, "jspi"))?.format.dtype).toBe("q4");
  });

  test("opens alone, in one file or in shards", async () => {
    const alone = await dropped({ "model.safetensors": weights("F16") });
    expect(alone.variants.map(({ format }) => format.dtype)).toEqual(["f16"]);
    const shards = {
      "model-00001-of-00002.safetensors": weights("F16"),
      "model-00002-of-00002.safetensors": weights("F16"),
    };
    const sharded = await dropped({ ...shards, "model.safetensors.index.json": index });
    expect(sharded.variants[0]).toMatchObject({ format: { dtype: "f16" }, missing: [] });
    expect(sharded.variants[0]!.files.map(({ path }) => path)).toEqual([
      "model.safetensors.index.json",
      "model-00001-of-00002.safetensors",
      "model-00002-of-00002.safetensors",
    ]);
    const cut = await dropped({
      "model-00002-of-00002.safetensors": weights("F16"),
      "model.safetensors.index.json": index,
    });
    expect(cut.variants[0]!.missing).toEqual(["model-00001-of-00002.safetensors"]);
  });

  test.each<[string, Record<string, string | Uint8Array<ArrayBuffer>>, string, RegExp]>([
    ["a damaged file", { "model.safetensors": "12345678{" }, "model.safetensors", /not a safetensors file|cut off/],
    [
      "another dtype",
      { "model.safetensors": weights("I16") },
      "model.safetensors",
      /its weights are I16; F32, F16 and/,
    ],
    [
      "shards without their index",
      { "model-00001-of-00002.safetensors": weights("F16") },
      "model-00001-of-00002.safetensors",
      /index\.json, which lists .* is missing/,
    ],
    [
      "an index without its files",
      { "model.safetensors.index.json": index },
      "model.safetensors.index.json",
      /files it lists are missing: model-00001/,
    ],
    [
      "an index that leaves the folder",
      { "model.safetensors.index.json": '{"weight_map":{"a":"../x.safetensors"}}' },
      "model.safetensors.index.json",
      /no safetensors file beside it/,
    ],
  ])("leaves aside %s", async (_, files, path, reason) => {
    const { variants, skipped } = await dropped({ ...files, "onnx/model_q4.onnx": "1" });
    expect(variants.map(({ format }) => format.dtype)).toEqual(["q4"]);
    expect(skipped).toEqual([{ path, reason: expect.stringMatching(reason) }]);
    await expect(dropped(files)).rejects.toThrow(/has no ONNX model.* and no model\.safetensors\. It has/);
  });
});

test.each<[string, Record<string, string | undefined>, RegExp]>([
  [
    "no config.json",
    { "config.json": undefined },
    /what was dropped \(5 files\) has no config\.json: .*Choose the folder that holds it/,
  ],
  ["no tokenizer.json", { "tokenizer.json": undefined }, /the folder m\/ has no tokenizer\.json: .*save_pretrained/],
  ["no tokenizer_config.json", { "tokenizer_config.json": undefined }, /has no tokenizer_config\.json/],
  ["broken JSON", { "config.json": "{" }, /config\.json is not valid JSON/],
  ["a broken tokenizer", { "tokenizer.json": '{"a":' }, /tokenizer\.json is not valid JSON/],
  ["a second model", { "../n/config.json": "{}" }, /two models here, in m\/ and n\/: drop one folder/],
  [
    "no model",
    { "onnx/model_q4.onnx": undefined, "onnx/model.onnx": undefined, "onnx/decoder_model_merged_quantized.onnx": "1" },
    /m has no ONNX model: none of model_q4\.onnx.*It has onnx\/decoder_model_merged_quantized\.onnx: an old merged export/,
  ],
])("refuses %s", async (_, change, message) => {
  const texts = Object.entries({ ...model, ...change }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const dropped = texts.map(([path, text]) => ({
    path: path.startsWith("../") ? path.slice(3) : `m/${path}`,
    blob: new Blob([text]),
  }));
  await expect(readDroppedFolder(dropped)).rejects.toThrow(message);
});
