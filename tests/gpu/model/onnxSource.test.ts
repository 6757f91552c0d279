import { afterAll, beforeAll, expect, test } from "vitest";
import { type Gpu, requestDevice } from "../../../src/gpu/device";
import { type ErrorWatch, watchErrors } from "../../../src/gpu/watchErrors";
import type { ActivationSource, WindowBatch } from "../../../src/model/activationSource";
import { loadRuntime, wasmHeapBytes } from "../../../src/model/onnxRuntime";
import { openSource } from "../../../src/model/onnxSource";
import { type TappedModel, tapModel } from "../../../src/model/tapModel";
import { collectGates } from "../../support/collectGates";
import { fetchSample, type SampleModel, sampleModel, sampleWindows } from "../../support/sampleModel";

let sample: SampleModel;
let tapped: TappedModel;
let gpu: Gpu;
let watch: ErrorWatch;
let onGpu: ActivationSource;
let onCpu: ActivationSource;

beforeAll(async () => {
  sample = await sampleModel(fetchSample);
  tapped = await tapModel(sample.file, [], sample.info);
  gpu = (await requestDevice({ subgroups: false }))!;
  watch = watchErrors(gpu.device);
  onGpu = await openSource(tapped, { provider: "webgpu", device: gpu.device, info: sample.info });
  onCpu = await openSource(tapped, { provider: "wasm", info: sample.info });
});

afterAll(async () => {
  await onGpu.release();
  await onCpu.release();
  watch.check();
  gpu.device.destroy();
});

const layersOf = (source: ActivationSource, batch: WindowBatch) => collectGates(source, batch, gpu.device);

function maxDifference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  let max = 0;
  for (let i = 0; i < a.length; i++) max = Math.max(max, Math.abs(a[i]! - b[i]!));
  return max;
}

// Gates are of the order of 1; six layers of f32 sums over 256 and 768 terms, in another order, leave some 1e-5.
const TOLERANCE = 1e-4;

test.each([64, 256])("a window of %i tokens has the same gates on WebGPU and wasm", async (seqLen) => {
  const batch = sampleWindows(1, seqLen);
  const [a, b] = [await layersOf(onGpu, batch), await layersOf(onCpu, batch)];
  expect(a.length).toBe(6);
  for (const [layer, gates] of a.entries()) {
    expect(Math.max(...gates.subarray(0, 768))).toBeGreaterThan(0.1);
    expect(maxDifference(gates, b[layer]!)).toBeLessThan(TOLERANCE);
  }
});

test("windows of a batch do not see each other nor their padding", async () => {
  const [seqLen, lengths] = [32, [20, 32, 7]];
  const batch = sampleWindows(3, seqLen, lengths);
  const together = { gpu: await layersOf(onGpu, batch), cpu: await layersOf(onCpu, batch) };
  for (const [w, length] of lengths.entries()) {
    const ids = batch.ids.slice(w * seqLen, w * seqLen + length);
    const alone = await layersOf(onCpu, { ids, lengths: Uint32Array.of(length), nWindows: 1, seqLen: length });
    const start = lengths.slice(0, w).reduce((sum, n) => sum + n, 0) * 768;
    for (const [layer, gates] of alone.entries()) {
      for (const [where, layers] of Object.entries(together)) {
        const part = layers[layer]!.subarray(start, start + length * 768);
        expect(maxDifference(part, gates), `window ${w}, layer ${layer}, ${where}`).toBeLessThan(TOLERANCE);
      }
    }
  }
});

test("gates of a run stay until the last was taken, and their buffers serve the next runs", async () => {
  const { device } = gpu;
  let created = 0;
  const create = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    created++;
    return create(descriptor);
  };
  const batch = sampleWindows(1, 8);
  const newBuffers = async (work: () => Promise<void>): Promise<number> => {
    const before = created;
    await work();
    return created - before;
  };
  const kept = new Set<GPUBuffer>();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const runs: Promise<void>[] = [];
  const keepOne = () =>
    new Promise<void>((lastGiven) => {
      const run = onGpu.run(batch, (gate) => {
        if (gate.location === "gpu") kept.add(gate.buffer);
        if (gate.layer < 5) return;
        lastGiven();
        return released;
      });
      runs.push(run);
    });
  const keeping = await newBuffers(async () => {
    for (let i = 0; i < 5; i++) await keepOne();
  });
  release();
  await Promise.all(runs);
  const releasing = await newBuffers(async () => {
    for (let i = 0; i < 5; i++) await onGpu.run(batch, () => undefined);
  });
  device.createBuffer = create;
  expect(kept.size).toBe(5 * 6);
  // Six layers a run must be new while all are kept; the runtime makes two small buffers a run for itself.
  expect(keeping).toBeGreaterThanOrEqual(4 * 6);
  expect(releasing).toBeLessThanOrEqual(5 * 2);
});

test("a device that is lost ends its runs with an error that says so, and others go on", async () => {
  const lost = /the GPU device was lost \(destroyed\)/;
  const batch = sampleWindows(1, 8);
  const expected = await layersOf(onCpu, batch);
  const other = (await requestDevice({ subgroups: false }))!;
  const source = await openSource(tapped, { provider: "webgpu", device: other.device, info: sample.info });
  const running = source.run(batch, () => undefined);
  other.device.destroy();
  await expect(running).rejects.toThrow(lost);
  await expect(source.run(batch, () => undefined)).rejects.toThrow(lost);
  await source.release();
  // The runtime's heap, which all sessions share, is whole.
  for (const [layer, gates] of (await layersOf(onCpu, batch)).entries()) expect(gates).toEqual(expected[layer]);
  for (const [layer, gates] of (await layersOf(onGpu, batch)).entries()) {
    expect(maxDifference(gates, expected[layer]!)).toBeLessThan(TOLERANCE);
  }
});

test("where the browser can, the runtime reads weights slice by slice, on threads", async () => {
  const runtime = await loadRuntime();
  expect(runtime).toMatchObject({
    kind: "jspi",
    version: "1.30.0",
    threads: Math.min(8, navigator.hardwareConcurrency),
  });
  expect(wasmHeapBytes()).toBeGreaterThan(0);
});
