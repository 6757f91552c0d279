import { expect, test } from "vitest";
import type { ModelInfo } from "../../../src/model/modelInfo";
import { planSelfCheck } from "../../../src/model/selfCheckPlan";

const names = { name: "m", architecture: "X", context: 4096 };
const babel: ModelInfo = {
  ...names,
  nLayers: 6,
  dModel: 256,
  dMlp: 768,
  nHeads: 4,
  nKvHeads: 2,
  dHead: 64,
  dVocab: 8192,
};
const qwen05: ModelInfo = {
  ...names,
  nLayers: 24,
  dModel: 896,
  dMlp: 4864,
  nHeads: 14,
  nKvHeads: 2,
  dHead: 64,
  dVocab: 151936,
};
const llama8: ModelInfo = {
  ...names,
  nLayers: 32,
  dModel: 4096,
  dMlp: 14336,
  nHeads: 32,
  nKvHeads: 8,
  dHead: 128,
  dVocab: 128256,
};

test("the sample model is checked whole", () => {
  const plan = planSelfCheck(babel, 12.8e6, 512, 1);
  expect(plan).toMatchObject({ partial: false });
  // 6 layers x (196,608 + 589,824) weights x 2, and the scores, at 512 tokens: 5.6 GFLOP.
  expect(plan.seconds).toBeCloseTo(5.64 / 5 + 0.026, 1);
});

test("half a billion parameters are checked whole with threads, in part without", () => {
  expect(planSelfCheck(qwen05, 0.79e9, 512, 8).partial).toBe(false);
  expect(planSelfCheck(qwen05, 0.79e9, 512, 1)).toMatchObject({ partial: true, firstLayers: 2 });
});

test("files over 1.5 GB are checked in part, however fast", () => {
  expect(planSelfCheck(babel, 1.51e9, 16, 8)).toMatchObject({ partial: true, firstLayers: 2 });
  expect(planSelfCheck(llama8, 5e9, 512, 8)).toMatchObject({ partial: true, firstLayers: 2 });
});

test("a model of two layers has no part to take", () => {
  expect(planSelfCheck({ ...babel, nLayers: 2 }, 2e9, 512, 1).partial).toBe(false);
});
