import { beforeAll, describe, expect, test } from "vitest";
import { download } from "../../../src/gpu/buffers";
import { requestDevice } from "../../../src/gpu/device";
import { type ErrorWatch, watchErrors } from "../../../src/gpu/watchErrors";
import { type Decoder, openDecoder } from "../../../src/transformer/decoder";
import { loadDecoderWeights } from "../../../src/transformer/loadWeights";
import { GOLDEN_LORA, GOLDEN_MASK, GOLDEN_RUNS, goldenStep } from "../../support/goldenTrain";
import { destroyTuning, placeTuning, readGradients } from "../../support/gpuTuning";
import type { OracleTuning } from "../../support/oracleTuning";
import { type RandomModel, randomSource } from "../../support/randomModel";
import { fetchSample } from "../../support/sampleModel";
import { SAMPLE_CONFIG, safetensorsOf } from "../../support/sampleTensors";

type Tunings = Map<string, OracleTuning>;

let device: GPUDevice;
let errors: ErrorWatch;
let model: RandomModel;
let decoder: Decoder;
let loraInit: Awaited<ReturnType<typeof safetensorsOf>>;

beforeAll(async () => {
  device = (await requestDevice())!.device;
  errors = watchErrors(device);
  const tensors = await safetensorsOf(await fetchSample("model.safetensors"));
  model = new Map(
    Array.from(tensors, ([name, { shape, values }]) => [name, { shape, values: Float32Array.from(values) }]),
  );
  const weights = await loadDecoderWeights(randomSource(model), SAMPLE_CONFIG, { device });
  decoder = await openDecoder(device, SAMPLE_CONFIG, weights);
  const file = await fetch(new URL("../../fixtures/train/lora_init.safetensors", import.meta.url));
  loraInit = await safetensorsOf(await file.blob());
  return () => device.destroy();
});

const dense = (pattern: RegExp): Tunings =>
  new Map(
    Array.from(model)
      .filter(([name]) => pattern.test(name))
      .map(([name, tensor]) => [name, { kind: "dense", weight: { name, ...tensor } }]),
  );

/** The neurons' own rows and columns, as the run began. */
function subnetwork(): Tunings {
  const tunings: Tunings = new Map();
  for (const [l, index] of GOLDEN_MASK.entries()) {
    if (index.length === 0) continue;
    for (const part of ["gate", "up", "down"]) {
      const name = `model.layers.${l}.mlp.${part}_proj.weight`;
      const { shape, values } = model.get(name)!;
      const [nOut, nIn] = shape as [number, number];
      const isColumns = part === "down";
      const picked = isColumns
        ? Array.from({ length: nOut }, (_, n) => index.map((j) => values[n * nIn + j]!)).flat()
        : index.flatMap((j) => [...values.subarray(j * nIn, (j + 1) * nIn)]);
      const weight = { name, shape: isColumns ? [nOut, index.length] : [index.length, nIn], values: picked };
      tunings.set(name, { kind: isColumns ? "columns" : "rows", index, weight });
    }
  }
  return tunings;
}

function lora(): Tunings {
  const { rank, alpha } = GOLDEN_LORA;
  return new Map(
    Array.from(dense(/mlp/).keys(), (name) => {
      const module = name.replace(/\.weight$/, "");
      const a = { name: `${module}.lora_A.weight`, ...loraInit.get(`${module}.lora_A.weight`)! };
      const shape = [model.get(name)!.shape[0]!, rank];
      const b = { name: `${module}.lora_B.weight`, shape, values: new Float32Array(shape[0]! * rank) };
      return [name, { kind: "lora", a, b, scale: alpha / rank }];
    }),
  );
}

const norm = (values: ArrayLike<number>): number =>
  Math.sqrt(Array.from(values).reduce((sum, value) => sum + value * value, 0));

describe("the first step of PyTorch's golden runs", () => {
  test.each(["subnetwork", "ffnOnly", "lora", "full"] as const)("%s", async (method) => {
    const { losses, gradNorms, firstStepGradNorms } = GOLDEN_RUNS[method];
    const tunings = { subnetwork, ffnOnly: () => dense(/mlp/), lora, full: () => dense(/./) }[method]();
    const rows = goldenStep(0);
    const tuning = placeTuning(device, tunings);
    const options = { accumulate: false, dropoutSeed: 0, step: 0 };
    const buffer = await decoder.lossAndGradients(rows, tuning, options);
    const logProbs = new Float32Array(await download(device, buffer, 0, 4 * rows.nTokens));
    const loss = -rows.lossWeights.reduce((sum, weight, t) => sum + weight * logProbs[t]!, 0);
    // As golden/train says: losses 1e-3, norms over all tensors 1e-2, first-step gradients 1e-3, all relative.
    expect(Math.abs(loss / losses[0]! - 1)).toBeLessThanOrEqual(1e-3);
    const gradients = await readGradients(device, tuning);
    expect([...gradients.keys()].sort()).toEqual(Object.keys(firstStepGradNorms).sort());
    for (const [name, want] of Object.entries(firstStepGradNorms)) {
      expect(Math.abs(norm(gradients.get(name)!) - want), name).toBeLessThanOrEqual(1e-3 * want + 1e-9);
    }
    const total = norm([...gradients.values()].map(norm));
    expect(Math.abs(total / gradNorms[0]! - 1)).toBeLessThanOrEqual(1e-2);
    destroyTuning(tuning);
    errors.check();
  });
});
