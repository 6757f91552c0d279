import { openAsBlob } from "node:fs";
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { parseJson } from "../../../src/formats/json";
import { readModelInfo } from "../../../src/model/modelInfo";
import { planTuning } from "../../../src/train/trainables";
import { openDecoderSource } from "../../../src/transformer/openDecoderSource";

const FOLDER = "public/models/babel-7m";
const json = parseJson(await readFile(`${FOLDER}/config.json`, "utf8"), "config.json");
const info = readModelInfo(json, "babel-7m");

const open = async (path: string) => {
  const file = { path: path.slice(path.lastIndexOf("/") + 1), blob: await openAsBlob(`${FOLDER}/${path}`) };
  return openDecoderSource(json, { file, shards: [] }, info);
};
const lora = { rank: 1, alpha: 1, dropout: 0 };

test("full tuning reaches the head that a q4 file holds beside its embedding, though config.json ties them", async () => {
  const [q4, f16] = [await open("onnx/model_q4.onnx"), await open("model.safetensors")];
  const trained = [q4, f16].map(({ config }) =>
    planTuning(config, { method: "full", seed: 0, lora }, null).modules.map(({ tensor }) => tensor),
  );
  expect([q4.config.isTied, f16.config.isTied]).toEqual([false, true]);
  expect(trained[0]!.filter((tensor) => !trained[1]!.includes(tensor))).toEqual(["lm_head.weight"]);
});

test("a config that the decoder does not know is refused before the weights are looked at", async () => {
  const file = { path: "model.safetensors", blob: new Blob(["none"]) };
  const bert = { ...(json as object), architectures: ["BertModel"] };
  await expect(openDecoderSource(bert, { file, shards: [] }, info)).rejects.toThrow("BertModel");
});
