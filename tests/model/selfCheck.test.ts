import { readFile } from "node:fs/promises";
import { beforeAll, expect, test } from "vitest";
import type { ActivationSource } from "../../src/model/activationSource";
import { type CheckedModel, type GateReference, makeReference, runSelfCheck } from "../../src/model/runSelfCheck";
import { sampleModel, sampleWindows } from "../support/sampleModel";

const read = async (path: string) => new Blob([new Uint8Array(await readFile(`public/models/babel-7m/${path}`))]);
const [SEQ_LEN, D_MLP] = [64, 768];
const noDevice = undefined as unknown as GPUDevice;

let model: CheckedModel;
let reference: GateReference;

beforeAll(async () => {
  model = { ...(await sampleModel(read)), shards: [] };
  reference = await makeReference(model, sampleWindows(1, SEQ_LEN).ids);
});

/** The reference's own gates, changed by `corrupt`. */
function source(corrupt: (gates: Float32Array, layer: number) => void): ActivationSource {
  return {
    ...{ nLayers: 6, dMlp: D_MLP, taps: [], release: async () => undefined },
    async run({ lengths, seqLen }, onGate) {
      for (const [layer, gates] of reference.layers.entries()) {
        const values = gates.slice();
        corrupt(values, layer);
        await onGate({ layer, lengths, seqLen, location: "cpu", values });
      }
    },
  };
}

test("the reference holds all layers of the sample model", () => {
  expect(reference.partial).toBe(false);
  expect(reference.layers.map((layer) => layer.length)).toEqual(new Array(6).fill(SEQ_LEN * D_MLP));
});

test("the same gates pass", async () => {
  const result = await runSelfCheck(
    source(() => undefined),
    noDevice,
    reference,
  );
  expect(result).toMatchObject({ passed: true, partial: false, ratePerLayer: [0, 0, 0, 0, 0, 0], hasNaN: false });
});

test("gates that are right at tokens 0 to 3 and another token's from token 4 on fail", async () => {
  const shifted = source((gates) => gates.copyWithin(4 * D_MLP, 3 * D_MLP, gates.length - D_MLP));
  const result = await runSelfCheck(shifted, noDevice, reference);
  expect(result.passed).toBe(false);
  expect(result.worst.token).toBeGreaterThanOrEqual(4);
  for (const rate of result.ratePerLayer) expect(rate).toBeGreaterThan(0.05);
});

test("an error that starts in the last layer fails", async () => {
  const late = source((gates, layer) => layer === 5 && gates.subarray(4 * D_MLP).reverse());
  const result = await runSelfCheck(late, noDevice, reference);
  expect(result.passed).toBe(false);
  expect(result.worst.layer).toBe(5);
  expect(result.ratePerLayer.slice(0, 5)).toEqual([0, 0, 0, 0, 0]);
});

test("of a model too large for wasm the first two layers are compared, and the result says so", async () => {
  const large = { path: "model_q4.onnx_data", blob: Object.defineProperty(new Blob(), "size", { value: 2e9 }) };
  const part = await makeReference({ ...model, shards: [large] }, sampleWindows(1, SEQ_LEN).ids);
  expect(part.partial).toBe(true);
  expect(part.layers.length).toBe(2);
  expect(part.layers).toEqual(reference.layers.slice(0, 2));
  const result = await runSelfCheck(
    source(() => undefined),
    noDevice,
    part,
  );
  expect(result).toMatchObject({ passed: true, partial: true, ratePerLayer: [0, 0] });
});
