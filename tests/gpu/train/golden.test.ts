import { beforeAll, expect, test } from "vitest";
import { requestDevice } from "../../../src/gpu/device";
import { GOLDEN_RUNS } from "../../support/goldenTrain";
import { apart, type GoldenMethod, type GoldenModel, openGoldenModel, trainGolden } from "../../support/goldenTraining";

const METHODS = Object.keys(GOLDEN_RUNS) as GoldenMethod[];
/** All ten, and validation, are `npm run golden:train`. */
const STEPS = 3;

let model: GoldenModel;

beforeAll(async () => {
  const { device } = (await requestDevice())!;
  model = await openGoldenModel(device);
  return () => device.destroy();
});

// Tolerances of the goldens' README: two programs in f32.
test.each(METHODS)(`the first ${STEPS} steps of %s are those of PyTorch`, async (method) => {
  const golden = GOLDEN_RUNS[method];
  const log = await trainGolden(model, method, STEPS, false);
  expect(log.trainableParameters).toBe(golden.trainableParameters);
  const losses = log.steps.map(({ lossNats }) => lossNats);
  expect(apart(losses, golden.losses.slice(0, STEPS))).toBeLessThanOrEqual(1e-3);
  const norms = log.steps.map(({ gradNorm }) => gradNorm);
  expect(apart(norms, golden.gradNorms.slice(0, STEPS))).toBeLessThanOrEqual(1e-2);
});
