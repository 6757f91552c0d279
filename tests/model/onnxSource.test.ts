import { readFile } from "node:fs/promises";
import { beforeAll, expect, test } from "vitest";
import { loadRuntime, runtimeKind, wasmHeapBytes } from "../../src/model/onnxRuntime";
import { openForward, openSource } from "../../src/model/onnxSource";
import { type TappedModel, tapModel } from "../../src/model/tapModel";
import { collectGates } from "../support/collectGates";
import { type SampleModel, sampleModel, sampleWindows } from "../support/sampleModel";

let sample: SampleModel;
let tapped: TappedModel;

beforeAll(async () => {
  sample = await sampleModel(
    async (path) => new Blob([new Uint8Array(await readFile(`public/models/babel-7m/${path}`))]),
  );
  tapped = await tapModel(sample.file, [], sample.info);
});

const open = (model: Partial<TappedModel> = {}) =>
  openSource({ ...tapped, ...model }, { provider: "wasm", info: sample.info });

test("Node runs ONNX Runtime's plain build on one thread", async () => {
  expect(runtimeKind()).toBe("node");
  expect(await loadRuntime()).toMatchObject({ kind: "node", version: "1.30.0", threads: 1 });
});

test("gives every layer's gates, in order, and the same for runs that overlap", async () => {
  const source = await open();
  expect(source).toMatchObject({ nLayers: 6, dMlp: 768, taps: tapped.taps });
  const batches = [sampleWindows(1, 16), sampleWindows(2, 16), sampleWindows(1, 8)];
  const together = await Promise.all(batches.map((batch) => collectGates(source, batch)));
  for (const [i, batch] of batches.entries()) {
    const alone = await collectGates(source, batch);
    expect(together[i]).toEqual(alone);
    expect(alone.map(({ length }) => length)).toEqual(new Array(6).fill(batch.nWindows * batch.seqLen * 768));
  }
  await source.release();
  expect(wasmHeapBytes()).toBeGreaterThan(2 ** 24);
});

test("sessions that are opened at once wait for each other", async () => {
  const sources = await Promise.all([open(), open()]);
  const [a, b] = await Promise.all(sources.map((source) => collectGates(source, sampleWindows(1, 8))));
  expect(a).toEqual(b);
  for (const source of sources) await source.release();
});

test("the plain model gives logits", async () => {
  const plain = await tapModel(sample.file, [], { ...sample.info, tap: false, prune: false });
  const forward = await openForward(plain, { provider: "wasm", info: sample.info });
  const { outputs, release } = await forward.run(sampleWindows(1, 8));
  expect(outputs.logits!.dims).toEqual([1, 8, 8192]);
  expect(outputs["present.5.key"]!.dims).toEqual([1, 2, 8, 64]);
  release();
  await forward.release();
});

test("a tap that the runtime does not give is named", async () => {
  const taps = [...tapped.taps, { layer: 6, tensor: "/model/layers.6/gate", actFn: "silu" as const }];
  await expect(open({ taps })).rejects.toThrow("gives no output /model/layers.6/gate");
});

test("gates of another size or type than the graph promised are refused", async () => {
  const batch = sampleWindows(1, 8);
  const [wide, half] = [await open({ dMlp: 769 }), await open({ dtype: "f16" })];
  await expect(wide.run(batch, () => undefined)).rejects.toThrow(
    /gate ".+" came out as \[1, 8, 768\], not \[1, 8, 769\]/,
  );
  await expect(half.run(batch, () => undefined)).rejects.toThrow("came out as f32, not f16");
  await wide.release();
  await half.release();
});

test("an input that no decoder has is named before anything runs", async () => {
  const source = await open({ inputs: [...tapped.inputs, { name: "pixel_values", elemType: 1, dims: [1] }] });
  await expect(source.run(sampleWindows(1, 8), () => undefined)).rejects.toThrow('the input "pixel_values"');
  await source.release();
});

test("a model that cannot be opened is named, and the next one opens", async () => {
  await expect(open({ proto: new Uint8Array(100) })).rejects.toThrow("ONNX Runtime cannot open babel-7m on wasm: ");
  await expect(open({ external: [] })).rejects.toThrow("ONNX Runtime cannot open babel-7m on wasm: ");
  await (await open()).release();
});

test("WebGPU without a device is refused", async () => {
  await expect(openSource(tapped, { provider: "webgpu", info: sample.info })).rejects.toThrow("needs a device");
});

test("opening stops on request", async () => {
  const signal = AbortSignal.abort(new Error("cancelled"));
  await expect(openSource(tapped, { provider: "wasm", info: sample.info, signal })).rejects.toThrow("cancelled");
  const controller = new AbortController();
  const opening = openSource(tapped, { provider: "wasm", info: sample.info, signal: controller.signal });
  controller.abort(new Error("cancelled later"));
  await expect(opening).rejects.toThrow("cancelled later");
});
