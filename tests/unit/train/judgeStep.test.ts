import { expect, test } from "vitest";
import { DivergedError } from "../../../src/train/divergence";
import { FINETUNE_PRESETS } from "../../../src/train/finetunePresets";
import { runClock, validationsLeft } from "../../../src/train/finetuneProgress";
import { judgeStep } from "../../../src/train/judgeStep";
import type { StepOutcome } from "../../../src/train/trainStep";

const NAMES = ["low", "middle", "high"];
const OUTCOME: StepOutcome = {
  step: 3,
  lossNats: 4,
  learningRate: 0.5,
  tokens: 10,
  norms: Float32Array.of(1, 2, 2),
  gradNorm: 3,
  leftOut: false,
};
const BEFORE = [
  { step: 1, lossNats: 5, learningRate: 0.5, gradNorm: 3, tokens: 10 },
  { step: 2, lossNats: 5, learningRate: 0.5, gradNorm: 3, tokens: 25 },
];

function diverged(outcome: Partial<StepOutcome>): DivergedError {
  try {
    judgeStep({ ...OUTCOME, ...outcome }, BEFORE, NAMES);
  } catch (error) {
    if (error instanceof DivergedError) return error;
  }
  throw new Error("it did not diverge");
}

test("a sound step is recorded with all tokens so far", () => {
  expect(judgeStep(OUTCOME, BEFORE, NAMES)).toEqual({
    step: 3,
    lossNats: 4,
    learningRate: 0.5,
    gradNorm: 3,
    tokens: 35,
  });
  expect(judgeStep({ ...OUTCOME, step: 1 }, [], NAMES).tokens).toBe(10);
});

test("the highest parameter with a gradient that is not finite is named", () => {
  const norms = Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, 2);
  const error = diverged({ norms, gradNorm: Number.NaN, leftOut: true });
  expect(error).toMatchObject({ step: 3, parameter: "middle", weightsAreGood: true });
  expect(error.message).toBe("step 3: the gradient of middle is Infinity, its loss 4");
});

test("norms that are finite and together are not", () => {
  const error = diverged({ norms: Float32Array.of(1e19, 3e19, 1), gradNorm: Number.POSITIVE_INFINITY, leftOut: true });
  expect(error).toMatchObject({ parameter: null, weightsAreGood: true });
  expect(error.message).toContain("too large for f32");
});

test("a loss that is not finite", () => {
  expect(diverged({ lossNats: Number.NaN })).toMatchObject({ step: 3, parameter: null, weightsAreGood: false });
});

test("validations to come", () => {
  const config = { ...FINETUNE_PRESETS.small.config("full"), steps: 10 };
  const left = (done: number, validateEvery: number | null) => validationsLeft(done, { ...config, validateEvery });
  expect([0, 1, 3, 4, 9, 10].map((done) => left(done, 3))).toEqual([4, 4, 3, 3, 1, 0]);
  expect([0, 2, 9, 10].map((done) => left(done, 5))).toEqual([2, 2, 1, 0]);
  expect([0, 9, 10].map((done) => left(done, null))).toEqual([1, 1, 0]);
});

test("the clock counts training alone, and goes on where it was", async () => {
  const clock = runClock(5);
  expect(clock.validationMs()).toBeNull();
  await clock.apart("validation", () => new Promise((resolve) => setTimeout(resolve, 60)));
  await clock.apart("saving", () => new Promise((resolve) => setTimeout(resolve, 30)));
  expect(clock.validationMs()).toBeGreaterThan(50);
  expect(clock.trainingMs()).toBeGreaterThanOrEqual(5000);
  expect(clock.trainingMs()).toBeLessThan(5050);
});
