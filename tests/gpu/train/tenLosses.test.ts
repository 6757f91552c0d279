import { expect } from "vitest";
import { finetune } from "../../../src/train/finetune";
import type { Method } from "../../../src/train/finetuneConfig";
import { learningRateAt } from "../../../src/train/learningRate";
import { TRAINABLES } from "../../../src/train/trainables";
import { lossWindows, rowsOfWindows } from "../../../src/train/trainWindows";
import { gpuTest } from "../../support/gpuHarness";
import { closeness } from "../../support/numeric";
import { f64Tunings, oracleDecoder, trainOracle } from "../../support/oracleTraining";
import { TINY_CONFIG } from "../../support/randomModel";
import { TINY_MODEL, tinyBatch, tinyConfig, tinyTuning } from "../../support/tinyTraining";

const METHODS = Object.keys(TRAINABLES) as Method[];

gpuTest.for(METHODS)("ten losses and norms of %s are those of AdamW in f64", async (method, { device }) => {
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
    device,
    decoder: oracleDecoder(device, TINY_CONFIG, TINY_MODEL),
    tuning,
    dModel: TINY_CONFIG.dModel,
    signal: new AbortController().signal,
    onProgress: () => {},
  });
  // Weights and gradients are rounded to f32 once a step.
  const tolerance = { rtol: 2e-5, atol: 0 };
  const losses = log.steps.map(({ lossNats }) => lossNats);
  const norms = log.steps.map(({ gradNorm }) => gradNorm);
  expect(
    closeness(
      losses,
      want.map(({ lossNats }) => lossNats),
      tolerance,
    ),
  ).toBeLessThanOrEqual(1);
  expect(
    closeness(
      norms,
      want.map(({ gradNorm }) => gradNorm),
      tolerance,
    ),
  ).toBeLessThanOrEqual(1);
  expect(losses.at(-1)).not.toBeCloseTo(losses[0]!, 3);
  tuning.destroy();
});
