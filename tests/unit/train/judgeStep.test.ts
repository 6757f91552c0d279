import { expect, test } from "vitest";
import { DivergedError, layerOfParameter } from "../../../src/train/divergence";
import { FINETUNE_PRESETS } from "../../../src/train/finetunePresets";
import { runClock, validationsLeft } from "../../../src/train/finetuneProgress";
import { inWords } from "../../../src/train/firstNotFinite";
import { judgeStep } from "../../../src/train/judgeStep";
import { prefixCacheBytes } from "../../../src/train/prefixCache";
import type { StepOutcome } from "../../../src/train/trainStep";

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

const NAMES = ["model.embed_tokens.weight", "model.layers.7.mlp.up_proj.weight", "model.layers.12.mlp.up_proj.weight"];

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
  expect(error.divergence).toEqual({ step: 3, layer: 7, parameter: NAMES[1], weightsAreGood: true });
  expect(error.message).toBe(`step 3: the gradient of ${NAMES[1]} is Infinity, and the loss is finite`);
});

test("norms that are finite and together are not", () => {
  const norms = Float32Array.of(1e19, 2e19, 3e19);
  const error = diverged({ norms, gradNorm: Number.POSITIVE_INFINITY, leftOut: true });
  expect(error.divergence).toMatchObject({ layer: 12, parameter: NAMES[2], weightsAreGood: true });
  expect(error.message).toContain("too large for f32");
});

test("a loss that is not finite is where it began, whatever the gradients are", () => {
  const norms = new Float32Array(3).fill(Number.NaN);
  const error = diverged({ lossNats: Number.NaN, norms, gradNorm: Number.NaN, leftOut: true });
  expect(error.divergence).toEqual({ step: 3, layer: null, parameter: null, weightsAreGood: true });
  expect(diverged({ lossNats: Number.POSITIVE_INFINITY }).divergence.weightsAreGood).toBe(false);
});

test("tensors outside the layers have no layer", () => {
  expect(layerOfParameter("model.norm.weight")).toBeNull();
  expect(layerOfParameter("model.layers.31.mlp.gate_proj.lora_A.weight")).toBe(31);
});

test("where it began, in words", () => {
  expect([0, 1, 6].map((layer) => inWords(layer, 6))).toEqual([
    "at the gates of layer 0 or before them",
    "between the gates of layers 0 and 1",
    "behind the gates of layer 5",
  ]);
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

test("a kept prefix takes a hidden state for each token of the text, or of the run where that is shorter, and a batch of them", () => {
  const config = { ...FINETUNE_PRESETS.small.config("subnetwork"), steps: 10, accumulate: 2, batchSize: 2, seqLen: 64 };
  const bytes = (textTokens: number, cachePrefix: boolean) =>
    prefixCacheBytes({ ...config, cachePrefix }, textTokens, 256);
  expect(bytes(1000, true)).toBe((1000 + 2 * 64) * 256 * 4);
  expect(bytes(1e9, true)).toBe((10 * 2 + 1) * 2 * 64 * 256 * 4);
  expect(bytes(1000, false)).toBe(0);
});
