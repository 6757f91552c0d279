import { openAsBlob } from "node:fs";
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { readModelInfo } from "../../../src/model/modelInfo";
import { batchWindowsOf } from "../../../src/worker/scanBatch";
import type { Session } from "../../../src/worker/session";

const FOLDER = "public/models/babel-7m";
const json = await readFile(`${FOLDER}/config.json`, "utf8");
const info = readModelInfo(JSON.parse(json), "babel-7m");
const file = { path: "model_q4.onnx", blob: await openAsBlob(`${FOLDER}/onnx/model_q4.onnx`) };
const smallFiles = [{ path: "config.json", blob: new Blob([json]) }];
const source = { nLayers: 6, dMlp: 768 };
const gpu = { isSoftware: false, limits: { maxStorageBufferBindingSize: 2 ** 30 } };

const own = (residency: "resident" | "stream", more: object = {}) =>
  ({
    model: { info, file, shards: [], smallFiles, provider: "wgsl", residency, tapped: null },
    gpu: { ...gpu, ...more },
    source,
  }) as unknown as Session;

/** Numbers a token that a layer computes with, and in the stream. */
const WIDTH = 2 * 256 + 2 * 256 + 2 * 128 + 4 + 2 * 768 + (6 + 2 * 256 + 1 + 768);

test("our decoder's runs keep a GPU busy, streamed ones sixteen times over, and no more", async () => {
  expect(await batchWindowsOf({}, own("resident"), 64)).toBe(4096 / 64);
  expect(await batchWindowsOf({}, own("stream"), 64)).toBe((16 * 4096) / 64);
  expect(await batchWindowsOf({}, own("resident", { isSoftware: true }), 64)).toBe(512 / 64);
});

test("the memory of a scan holds what a layer computes with beside the stream", async () => {
  const memoryBytes = 2 ** 22;
  const window = 4 * 64 * WIDTH;
  expect(await batchWindowsOf({ memoryBytes }, own("resident"), 64)).toBe(Math.floor(memoryBytes / window));
  const computing = Math.floor(memoryBytes / 2 / window) * window;
  const streamed = Math.floor((memoryBytes - computing) / (4 * 64 * 256));
  expect(await batchWindowsOf({ memoryBytes }, own("stream"), 64)).toBe(streamed);
});

test("ONNX Runtime holds all layers' gates", async () => {
  const session = { model: { provider: "webgpu", tapped: { dtype: "f32" } }, gpu, source } as unknown as Session;
  const memoryBytes = 5 * 6 * 768 * 64 * 4;
  expect(await batchWindowsOf({ memoryBytes }, session, 64)).toBe(5);
  expect(await batchWindowsOf({}, { ...session, gpu: null }, 64)).toBe(8);
});
