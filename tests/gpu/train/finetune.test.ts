import { describe, expect, test } from "vitest";
import { memoryStore } from "../../../src/storage/memoryStore";
import { DivergedError } from "../../../src/train/divergence";
import { savedValues } from "../../../src/train/parameterValues";
import { savedRun } from "../../../src/train/savedRun";
import { lossWindows, rowsOfWindows } from "../../../src/train/trainWindows";
import { runOracle } from "../../support/decoderOracle";
import { type RunOptions, runTiny, TINY_INPUT } from "../../support/finetuneRun";
import { gpuTest } from "../../support/gpuHarness";
import { oracleDecoder } from "../../support/oracleTraining";
import { TINY_CONFIG } from "../../support/randomModel";
import { TINY_MODEL, tinyBatch, tinyConfig } from "../../support/tinyTraining";

const CONFIG = tinyConfig("subnetwork");
gpuTest("validates each language before, at every n steps and behind the last", async ({ device }) => {
  const { log, progress } = await runTiny(device, { ...CONFIG, steps: 5, validateEvery: 2 });
  expect(log!.validations.map(({ step }) => step)).toEqual([0, 2, 4, 5]);
  expect(log!.validations.map(({ tokens }) => tokens)).toEqual([0, 33, 65, 81]);
  for (const batch of TINY_INPUT.validation) {
    const windows = lossWindows(batch);
    const rows = rowsOfWindows(windows, [...windows.windows.keys()], windows.windows.length);
    const { lossNats } = runOracle(TINY_CONFIG, TINY_MODEL, rows);
    expect(log!.validations[0]!.lossNats[batch.language]).toBeCloseTo(lossNats, 5);
  }
  const last = progress.at(-1)!;
  expect(last).toMatchObject({ step: 5, steps: 5, validating: null, secondsLeft: 0 });
  expect(last.record).toEqual(log!.steps.at(-1));
  expect(last.validation).toEqual(log!.validations.at(-1));
  expect(last.tokensPerSecond).toBeGreaterThan(0);
  expect(progress.filter(({ validating }) => validating?.windowsDone === 4)).toHaveLength(4);
});

gpuTest("keeps the weights of the best validation, and stops when patience is out", async ({ device }) => {
  // So high a rate that validation text soon gets worse.
  const config = { ...CONFIG, learningRate: 0.1, steps: 40, validateEvery: 1, patience: 3 };
  const store = savedRun(memoryStore(), "run");
  const { log } = await runTiny(device, config, { checkpoint: store });
  expect(log!.stopped).toBe("early");
  const losses = log!.validations.slice(1).map(({ lossNats }) => lossNats.mlt_Latn!);
  const best = losses.indexOf(Math.min(...losses)) + 1;
  expect(log!.bestStep).toBe(best);
  expect(log!.steps).toHaveLength(best + 3);
  const short = await runTiny(device, { ...config, steps: best });
  const kept: Float32Array[] = [];
  for await (const values of savedValues(store)) kept.push(values);
  expect(kept).toEqual([...short.weights.values()]);
});

describe("a run that goes wrong", () => {
  gpuTest("stops before a gradient that is not a number", async ({ device }) => {
    const store = savedRun(memoryStore(), "run");
    const before = await runTiny(device, { ...CONFIG, steps: 5 });
    const { error, weights } = await runTiny(device, CONFIG, {
      checkpoint: store,
      spoil: (gradients, step) => {
        if (step === 5) gradients.get("model.layers.0.mlp.up_proj.weight")![3] = Number.NaN;
      },
    });
    expect(error).toBeInstanceOf(DivergedError);
    const parameter = "model.layers.0.mlp.up_proj.weight";
    expect((error as DivergedError).divergence).toEqual({ step: 6, layer: 0, parameter, weightsAreGood: true });
    expect(String(error)).toContain("step 6: the gradient of model.layers.0.mlp.up_proj.weight is NaN");
    expect(String(error)).toContain("Saved are the weights after step 5");
    expect(weights).toEqual(before.weights);
    const kept: Float32Array[] = [];
    for await (const values of savedValues(store)) kept.push(values);
    expect((await store.load())!.history.steps).toHaveLength(5);
    expect(kept).toHaveLength(6);
    // Only the base was validated, which is no candidate for the best: the last weights are kept.
    expect(kept).toEqual([...before.weights.values()]);
  });

  gpuTest("stops when the norm rises, and what was saved before the rise stays", async ({ device }) => {
    const store = savedRun(memoryStore(), "run");
    const { error } = await runTiny(
      device,
      { ...CONFIG, steps: 30 },
      {
        checkpoint: store,
        saveEveryMs: 0,
        spoil: (gradients, step) => {
          if (step < 14) return;
          for (const [name, g] of gradients)
            for (let i = 0; i < g.length; i++) g[i]! *= name.includes("layers.1") ? 1e4 : 1e3;
        },
      },
    );
    expect(error).toBeInstanceOf(DivergedError);
    const { divergence } = error as DivergedError;
    expect(divergence).toMatchObject({ step: 17, layer: 1, weightsAreGood: false });
    expect(divergence.parameter).toContain("model.layers.1.mlp");
    const saved = (await store.load())!.history.steps.length;
    expect(saved).toBeGreaterThan(0);
    expect(saved).toBeLessThanOrEqual(14);
    expect(String(error)).toContain(`Saved are the weights after step ${saved}`);
  });

  gpuTest("leaves sound weights behind where it runs away before the first save by the clock", async ({ device }) => {
    const first = await runTiny(device, { ...CONFIG, steps: 1 });
    const runAway = async (spoil: NonNullable<RunOptions["spoil"]>) => {
      const store = savedRun(memoryStore(), "run");
      const { error } = await runTiny(
        device,
        { ...CONFIG, steps: 30 },
        { checkpoint: store, saveEveryMs: "default", spoil },
      );
      expect(error).toBeInstanceOf(DivergedError);
      expect(String(error)).toContain("Saved are the weights after step 1");
      const kept: Float32Array[] = [];
      for await (const values of savedValues(store)) kept.push(values);
      expect(kept).toEqual([...first.weights.values()]);
    };
    await runAway((gradients, step) => {
      if (step >= 14) for (const g of gradients.values()) for (let i = 0; i < g.length; i++) g[i]! *= 1e4;
    });
    await runAway((gradients, step) => {
      if (step === 1) gradients.get("model.layers.0.mlp.up_proj.weight")![3] = Number.NaN;
    });
  });

  gpuTest("names the step that a decoder fails in", async ({ device }) => {
    const { error } = await runTiny(device, CONFIG, {
      spoil: (_, step) => {
        if (step === 3) throw new Error("out of memory");
      },
    });
    expect(String(error)).toContain("step 4: out of memory");
  });

  test("reports what the GPU finds wrong", async () => {
    const adapter = await navigator.gpu.requestAdapter();
    const device = await adapter!.requestDevice();
    const oracle = oracleDecoder(device, TINY_CONFIG, TINY_MODEL);
    const { error } = await runTiny(device, CONFIG, {
      decoder: {
        ...oracle,
        async lossAndGradients(rows, tuning, options) {
          const logProb = await oracle.lossAndGradients(rows, tuning, options);
          return options.step === 2
            ? device.createBuffer({ size: logProb.size, usage: GPUBufferUsage.STORAGE })
            : logProb;
        },
      },
    });
    expect(String(error)).toMatch(/step [34]: .*usage/);
  });

  gpuTest("has windows of another length, or a language twice", async ({ device }) => {
    const other = { ...tinyBatch("eng_Latn", 2, 1), seqLen: 6, nWindows: 3 };
    const longer = await runTiny(device, CONFIG, { input: { ...TINY_INPUT, validation: [other] } });
    expect(String(longer.error)).toContain("the windows of eng_Latn have 6 tokens, seqLen is 9");
    const [target] = TINY_INPUT.validation;
    const twice = await runTiny(device, CONFIG, { input: { ...TINY_INPUT, validation: [target!, target!] } });
    expect(String(twice.error)).toContain("mlt_Latn is validated twice");
  });
});
