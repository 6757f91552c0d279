import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { readModelInfo } from "../../../src/model/modelInfo";
import { decoderOf } from "../../../src/worker/decoderOf";
import type { OpenModel } from "../../../src/worker/openModel";

const FOLDER = "public/models/babel-7m";
const json = await readFile(`${FOLDER}/config.json`, "utf8");
const weights = new Blob([new Uint8Array(await readFile(`${FOLDER}/model.safetensors`))]);

function model(config: Pick<Blob, "text">): OpenModel {
  const info = readModelInfo(JSON.parse(json), "babel-7m");
  const file = { path: "model.safetensors", blob: weights };
  return { info, file, shards: [], smallFiles: [{ path: "config.json", blob: config }] } as unknown as OpenModel;
}

test("a file that could not be read is read again the next time", async () => {
  let reads = 0;
  const text = async (): Promise<string> => {
    if (reads++ === 0) throw new DOMException("the file was moved", "NotReadableError");
    return json;
  };
  const open = model({ text });
  await expect(decoderOf(open)).rejects.toThrow("the file was moved");
  expect(await decoderOf(open)).toMatchObject({ refusal: null, config: { nLayers: 6, isTied: true } });
  await decoderOf(open);
  expect(reads).toBe(2);
});

test("what the files hold is looked at once, also where our decoder cannot run it", async () => {
  let reads = 0;
  const text = async (): Promise<string> => {
    reads++;
    return json.replace("LlamaForCausalLM", "BertModel");
  };
  const open = model({ text });
  for (const _ of [1, 2]) expect((await decoderOf(open)).refusal).toContain("BertModel");
  expect(reads).toBe(1);
});
