import { expect, test } from "vitest";
import type { Schedule } from "../../../src/train/finetuneConfig";
import { FINETUNE_PRESETS } from "../../../src/train/finetunePresets";
import { learningRateAt } from "../../../src/train/learningRate";

const rates = (kind: Schedule["kind"], warmupSteps: number, steps: number): number[] => {
  const config = { ...FINETUNE_PRESETS.small.config("full"), steps, learningRate: 8, schedule: { kind, warmupSteps } };
  return Array.from({ length: steps }, (_, i) => learningRateAt(i + 1, config));
};
const close = (got: readonly number[], want: readonly number[]): void => {
  for (const [i, rate] of got.entries()) expect(rate).toBeCloseTo(want[i]!, 12);
};

test("a constant rate is constant, behind a warm-up that rises in equal parts", () => {
  expect(rates("constant", 0, 4)).toEqual([8, 8, 8, 8]);
  expect(rates("constant", 4, 6)).toEqual([2, 4, 6, 8, 8, 8]);
});

test("a linear rate falls in equal parts, and would be 0 one step behind the last", () => {
  close(rates("linear", 0, 4), [8, 6, 4, 2]);
  close(rates("linear", 2, 6), [4, 8, 8, 6, 4, 2]);
});

test("a cosine rate falls along half a wave", () => {
  close(rates("cosine", 0, 4), [8, 4 + 4 * Math.SQRT1_2, 4, 4 - 4 * Math.SQRT1_2]);
  close(rates("cosine", 1, 3), [8, 8, 4]);
});
