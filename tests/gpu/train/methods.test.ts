import { beforeAll, describe, expect, test } from "vitest";
import { download } from "../../../src/gpu/buffers";
import { requestDevice } from "../../../src/gpu/device";
import { type ErrorWatch, watchErrors } from "../../../src/gpu/watchErrors";
import { memoryStore } from "../../../src/storage/memoryStore";
import type { BaseValues } from "../../../src/train/baseValues";
import { createTuning } from "../../../src/train/createTuning";
import { DivergedError } from "../../../src/train/divergence";
import { evaluateLoss } from "../../../src/train/evaluateLoss";
import { finetune } from "../../../src/train/finetune";
import type { Method } from "../../../src/train/finetuneConfig";
import type { FinetuneProgress } from "../../../src/train/finetuneProgress";
import { learningRateAt } from "../../../src/train/learningRate";
import { savedValues } from "../../../src/train/parameterValues";
import { savedRun } from "../../../src/train/savedRun";
import { toWeightDelta } from "../../../src/train/toWeightDelta";
import { planTuning, TRAINABLES } from "../../../src/train/trainables";
import type { TrainDecoder } from "../../../src/train/trainDecoder";
import type { TrainLog } from "../../../src/train/trainLog";
import { lossWindows, rowsOfWindows } from "../../../src/train/trainWindows";
import { tuningOfDelta } from "../../../src/train/tuningOfDelta";
import { type Decoder, openDecoder } from "../../../src/transformer/decoder";
import type { DecoderWeights, Matrix } from "../../../src/transformer/decoderWeights";
import { destroyWeights } from "../../../src/transformer/destroyWeights";
import { loadDecoderWeights } from "../../../src/transformer/loadWeights";
import { baseValues } from "../../../src/worker/runBase";
import { runTiny, STOPPED, TINY_INPUT } from "../../support/finetuneRun";
import { closeness } from "../../support/numeric";
import { f64Tunings, oracleDecoder, trainOracle } from "../../support/oracleTraining";
import { randomSource, TINY_CONFIG } from "../../support/randomModel";
import { TINY_MODEL, TINY_NEURONS, tinyBatch, tinyConfig, tinyTuning } from "../../support/tinyTraining";

const METHODS = Object.keys(TRAINABLES) as Method[];

let device: GPUDevice;
let errors: ErrorWatch;
let weights: DecoderWeights;
let decoder: Decoder;

beforeAll(async () => {
  device = (await requestDevice())!.device;
  errors = watchErrors(device);
  weights = await loadDecoderWeights(randomSource(TINY_MODEL), TINY_CONFIG, { device });
  decoder = await openDecoder(device, TINY_CONFIG, weights);
  return () => device.destroy();
});

/** The bytes of every frozen tensor, as the GPU has them. */
async function frozenBytes(): Promise<Uint8Array[]> {
  const { embedding, layers, finalNorm, head } = weights;
  const tensors = [
    embedding,
    finalNorm,
    head,
    ...layers.flatMap((layer) => Object.values<Matrix | GPUBuffer>({ ...layer })),
  ];
  const buffers = tensors.flatMap((tensor) =>
    "parts" in tensor ? tensor.parts.map(({ buffer }) => buffer) : [tensor],
  );
  return Promise.all(buffers.map(async (buffer) => new Uint8Array(await download(device, buffer))));
}

describe.each(METHODS)("ten steps of %s", (method) => {
  /** Losses and norms of a decoder's run, and those of AdamW in f64 on the oracle's gradients. */
  async function tenSteps(trained: TrainDecoder) {
    const config = tinyConfig(method, { schedule: { kind: "cosine", warmupSteps: 2 } });
    const train = tinyBatch("mlt_Latn", 20, 7, true);
    const tuning = await tinyTuning(device, config);
    const windows = lossWindows(train);
    const steps = Array.from({ length: config.steps }, (_, s) => ({
      rows: rowsOfWindows(windows, [2 * s, 2 * s + 1], 2),
      learningRate: learningRateAt(s + 1, config),
    }));
    const want = trainOracle(TINY_CONFIG, TINY_MODEL, await f64Tunings(device, tuning.tuning), steps, config);
    const log = await finetune({ train, validation: [] }, config, {
      decoder: trained,
      tuning,
      signal: new AbortController().signal,
      onProgress: () => {},
    });
    tuning.destroy();
    errors.check();
    const values = (all: readonly { readonly lossNats: number; readonly gradNorm: number }[]) =>
      all.flatMap(({ lossNats, gradNorm }) => [lossNats, gradNorm]);
    const got = values(log.steps);
    expect(got.at(-2)).not.toBeCloseTo(got[0]!, 3);
    return { got, want: values(want) };
  }

  test("on gradients of the oracle: the loop and the optimizer alone", async () => {
    const { got, want } = await tenSteps(oracleDecoder(device, TINY_CONFIG, TINY_MODEL));
    // Weights and gradients are rounded to f32 once a step.
    expect(closeness(got, want, { rtol: 2e-5, atol: 0 })).toBeLessThanOrEqual(1);
  });

  test("by the decoder, whose frozen weights stay as they are to the bit", async () => {
    const before = await frozenBytes();
    const { got, want } = await tenSteps(decoder);
    expect(closeness(got, want, { rtol: 1e-4, atol: 0 })).toBeLessThanOrEqual(1);
    expect(await frozenBytes()).toEqual(before);
  });
});

describe("by the decoder", () => {
  const CONFIG = tinyConfig("subnetwork");
  /** f32 against f32 in another order of additions, over ten steps. */
  const TOLERANCE = { rtol: 1e-4, atol: 1e-5 };

  test("a mask of every neuron trains as ffnOnly does", async () => {
    const all = Array.from({ length: TINY_CONFIG.dMlp }, (_, j) => j);
    const masked = await runTiny(device, CONFIG, { neurons: [all, all], decoder });
    const dense = await runTiny(device, { ...CONFIG, method: "ffnOnly" }, { decoder });
    for (const [name, weight] of dense.weights) {
      expect(closeness(masked.weights.get(name)!, weight, TOLERANCE), name).toBeLessThanOrEqual(1);
    }
  });

  test("two parts of a step are one batch", async () => {
    const parts = await runTiny(device, { ...CONFIG, batchSize: 2, accumulate: 2 }, { decoder });
    const whole = await runTiny(device, { ...CONFIG, batchSize: 4, accumulate: 1 }, { decoder });
    for (const [name, weight] of whole.weights) {
      expect(closeness(parts.weights.get(name)!, weight, TOLERANCE), name).toBeLessThanOrEqual(1);
    }
  });

  const withoutTime = (log: TrainLog | null) => log && { ...log, seconds: 0 };
  const halfWay = ({ step }: FinetuneProgress): boolean => step === 4;

  test.each([
    ["LoRA with dropout", tinyConfig("lora", { lora: { rank: 3, alpha: 6, dropout: 0.3 } }), undefined],
    ["full", tinyConfig("full", { validateEvery: 3 }), undefined],
    ["the upper layer on a kept prefix", tinyConfig("subnetwork", { cachePrefix: true, shuffle: true }), [[], [3, 27]]],
  ] as const)("a stopped run of %s goes on bit for bit", async (_, config, neurons) => {
    const options = { decoder, ...(neurons && { neurons }) };
    const whole = await runTiny(device, config, options);
    const checkpoint = savedRun(memoryStore(), "run");
    const stopped = await runTiny(device, config, { ...options, checkpoint, until: halfWay });
    expect(stopped.error).toBe(STOPPED);
    const rest = await runTiny(device, config, { ...options, checkpoint });
    expect(rest.progress[0]!.step).toBeGreaterThan(3);
    expect(withoutTime(rest.log)).toEqual(withoutTime(whole.log));
    expect(rest.weights).toEqual(whole.weights);
  });

  test("dropout changes with the seed, and is not there in validation", async () => {
    const dropout = (seed: number, rate: number) =>
      runTiny(device, tinyConfig("lora", { seed, steps: 3, lora: { rank: 3, alpha: 6, dropout: rate } }), { decoder });
    const [first, again, other, none] = [
      await dropout(1, 0.3),
      await dropout(1, 0.3),
      await dropout(2, 0.3),
      await dropout(1, 0),
    ];
    expect(again.weights).toEqual(first.weights);
    // A is drawn with the seed as well; the first loss is that of the base, the later ones are not.
    expect(first.log!.steps[0]!.lossNats).toBe(none.log!.steps[0]!.lossNats);
    expect(first.log!.steps[2]!.lossNats).not.toBe(none.log!.steps[2]!.lossNats);
    expect(first.log!.steps[2]!.lossNats).not.toBe(other.log!.steps[2]!.lossNats);
    expect(first.log!.validations[0]).toEqual(none.log!.validations[0]);
  });

  test("a kept prefix changes nothing but time", async () => {
    const config = tinyConfig("subnetwork", { shuffle: true, steps: 12 });
    let prefixes = 0;
    const counting = {
      ...decoder,
      prefix: (...args: Parameters<Decoder["prefix"]>) => {
        prefixes++;
        return decoder.prefix(...args);
      },
    };
    const options = { decoder: counting, neurons: [[], [3, 27]] };
    const plain = await runTiny(device, config, options);
    expect(prefixes).toBe(0);
    const kept = await runTiny(device, { ...config, cachePrefix: true }, options);
    expect(prefixes).toBe(6); // once a window, in four epochs
    for (const [name, weight] of plain.weights) {
      expect(closeness(kept.weights.get(name)!, weight, TOLERANCE), name).toBeLessThanOrEqual(1);
    }
    await runTiny(device, { ...config, cachePrefix: true, steps: 2 }, { ...options, neurons: [[3], [27]] });
    expect(prefixes).toBe(6); // nothing is frozen below the lowest layer
  });

  test.each([
    ["model.layers.0.mlp.gate_proj.weight", 3 * 20, 0, "at the gates of layer 0 or before them"],
    ["model.layers.0.mlp.up_proj.weight", 3 * 20, 1, "between the gates of layers 0 and 1"],
    ["model.layers.1.mlp.gate_proj.weight", 2 * 20, 1, "between the gates of layers 0 and 1"],
    ["model.layers.1.mlp.down_proj.weight", 20 * 2, 2, "behind the gates of layer 1"],
  ])("a loss that is not a number because of %s is found in the forward pass", async (name, size, layer, where) => {
    const initial = new Map([[name, new Float32Array(size).fill(Number.NaN)]]);
    const { error } = await runTiny(device, CONFIG, { decoder, initial, input: { ...TINY_INPUT, validation: [] } });
    expect(error).toBeInstanceOf(DivergedError);
    expect((error as DivergedError).divergence).toEqual({ step: 1, layer, parameter: null, weightsAreGood: true });
    expect(String(error)).toContain(`step 1: the loss is NaN, and numbers stop being finite ${where}`);
  });

  test.each(METHODS)("what a run of %s left applies to the base as the tuned model", async (method) => {
    const config = tinyConfig(method);
    const base = baseValues(randomSource(TINY_MODEL), "as stored");
    const checkpoint = savedRun(memoryStore(), "run");
    const { log } = await runTiny(device, config, { decoder, checkpoint });
    const plan = planTuning(TINY_CONFIG, config, TINY_NEURONS);
    const identity = { name: "tiny", hash: "0", dtype: "f32", isRounded: false };
    const delta = await toWeightDelta(plan, savedValues(checkpoint), base, identity);
    const applied = await tuningOfDelta(delta, base, device);
    for (const batch of TINY_INPUT.validation) {
      const context = { decoder, batchWindows: 2, signal: new AbortController().signal };
      const tuned = await evaluateLoss(batch, { ...context, tuning: applied.tuning });
      const untuned = await evaluateLoss(batch, context);
      expect(tuned.lossNats).toBeCloseTo(log!.validations[1]!.lossNats[batch.language]!, 5);
      expect(untuned.lossNats).toBeCloseTo(log!.validations[0]!.lossNats[batch.language]!, 6);
      expect(tuned).toMatchObject({ language: batch.language, windows: batch.nWindows, tokens: batch.nTokens });
    }
    applied.destroy();
    errors.check();
  });

  test("a tuning begins as the base is, where the base was quantized while it was loaded", async () => {
    const source = randomSource(TINY_MODEL);
    const q4 = await loadDecoderWeights(source, TINY_CONFIG, { device, format: "q4" });
    const rounded = await openDecoder(device, TINY_CONFIG, q4);
    const context = { decoder: rounded, batchWindows: 4, signal: new AbortController().signal };
    const [batch] = TINY_INPUT.validation;
    const base = await evaluateLoss(batch!, context);
    for (const method of ["subnetwork", "full"] as const) {
      const plan = planTuning(TINY_CONFIG, tinyConfig(method), TINY_NEURONS);
      const begin = (formats: BaseValues["formats"]) => createTuning(plan, { source, formats }, device, { seed: 1 });
      const tuned = await begin(baseValues(source, "q4").formats);
      const own = await begin(new Map());
      expect((await evaluateLoss(batch!, { ...context, tuning: tuned.tuning })).lossNats).toBeCloseTo(base.lossNats, 5);
      expect((await evaluateLoss(batch!, { ...context, tuning: own.tuning })).lossNats).not.toBeCloseTo(
        base.lossNats,
        3,
      );
      tuned.destroy();
      own.destroy();
    }
    rounded.destroy();
    destroyWeights(q4);
    errors.check();
  });
});
