import { expect, test } from "vitest";
import { thinSteps } from "../../../src/worker/thinCurve";

const steps = Array.from({ length: 7 }, (_, i) => ({
  step: i + 1,
  lossNats: i,
  learningRate: 1,
  gradNorm: 2 * i,
  tokens: 128 * (i + 1),
}));

test("few steps are all drawn", () => {
  const { tokens, lossNats, gradNorm, learningRate } = thinSteps(steps);
  expect([...tokens]).toEqual([128, 256, 384, 512, 640, 768, 896]);
  expect([...lossNats]).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect([...gradNorm]).toEqual([0, 2, 4, 6, 8, 10, 12]);
  expect([...learningRate]).toEqual([1, 1, 1, 1, 1, 1, 1]);
});

test("many are drawn as means, the last of fewer, at the tokens of their last step", () => {
  const { tokens, lossNats } = thinSteps(steps, 3);
  expect([...tokens]).toEqual([384, 768, 896]);
  expect([...lossNats]).toEqual([1, 4, 6]);
});

test("none give none", () => {
  expect(thinSteps([]).tokens).toHaveLength(0);
});
