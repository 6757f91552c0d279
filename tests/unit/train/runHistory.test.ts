import { describe, expect, test } from "vitest";
import { isDiverging, risingNorm } from "../../../src/train/divergence";
import type { FinetuneConfig } from "../../../src/train/finetuneConfig";
import { FINETUNE_PRESETS } from "../../../src/train/finetunePresets";
import {
  bestStep,
  isOutOfPatience,
  isValidationDue,
  momentUpdate,
  type RunHistory,
} from "../../../src/train/runHistory";

const config = (changes: Partial<FinetuneConfig>): FinetuneConfig => ({
  ...FINETUNE_PRESETS.small.config("full"),
  steps: 10,
  validateEvery: 2,
  ...changes,
});

const steps = (norms: readonly number[]): RunHistory["steps"] =>
  norms.map((gradNorm, i) => ({ step: i + 1, lossNats: 4, learningRate: 1, gradNorm, tokens: 0 }));

/** Validation losses of the target by step, after `done` updates. */
const history = (done: number, losses: readonly (readonly [step: number, loss: number])[]): RunHistory => ({
  steps: steps(new Array(done).fill(1)),
  validations: losses.map(([step, mlt_Latn]) => ({ step, tokens: 0, lossNats: { mlt_Latn, eng_Latn: -mlt_Latn } })),
});

describe("the best validation", () => {
  test("is the first with the lowest loss of the target", () => {
    expect(
      bestStep(
        history(8, [
          [2, 4],
          [4, 3],
          [6, 3],
          [8, 3.5],
        ]),
        "mlt_Latn",
      ),
    ).toBe(4);
    expect(
      bestStep(
        history(8, [
          [2, 4],
          [4, 3],
        ]),
        "eng_Latn",
      ),
    ).toBe(2);
  });
  test("is never the base, a loss that is not finite, or another language", () => {
    expect(
      bestStep(
        history(2, [
          [0, 1],
          [2, 4],
        ]),
        "mlt_Latn",
      ),
    ).toBe(2);
    expect(
      bestStep(
        history(2, [
          [0, 1],
          [2, Number.NaN],
        ]),
        "mlt_Latn",
      ),
    ).toBeNull();
    expect(
      bestStep(
        history(2, [
          [0, 1],
          [2, 4],
        ]),
        "deu_Latn",
      ),
    ).toBeNull();
  });
});

describe("validation", () => {
  const due = (done: number, changes: Partial<FinetuneConfig>, validated: readonly number[] = []) =>
    isValidationDue(
      done,
      history(
        done,
        validated.map((step) => [step, 1]),
      ),
      config(changes),
    );
  test("is due before the first update, every n and after the last", () => {
    const at = (changes: Partial<FinetuneConfig>) =>
      Array.from({ length: 11 }, (_, done) => done).filter((d) => due(d, changes));
    expect(at({ validateEvery: 3 })).toEqual([0, 3, 6, 9, 10]);
    expect(at({ validateEvery: null })).toEqual([0, 10]);
  });
  test("is not due twice", () => {
    expect(due(4, {}, [0, 2, 4])).toBe(false);
    expect(due(4, {}, [0, 2])).toBe(true);
  });
});

test("patience counts validations since the best", () => {
  const out = (losses: readonly (readonly [number, number])[], patience: number | null) =>
    isOutOfPatience(history(10, losses), "mlt_Latn", config({ patience }));
  const worse = [
    [0, 5],
    [2, 3],
    [4, 3.1],
    [6, 3],
  ] as const;
  expect(out(worse, 2)).toBe(true);
  expect(out(worse, 3)).toBe(false);
  expect(out(worse, null)).toBe(false);
  expect(out([...worse, [8, 2.9]], 2)).toBe(false);
});

test("moments count from the best where they start anew with it", () => {
  const run = history(7, [
    [2, 4],
    [4, 3],
    [6, 3.5],
  ]);
  expect(momentUpdate(8, run, "mlt_Latn", config({ resetOptimizerOnBest: true }))).toBe(4);
  expect(momentUpdate(8, run, "mlt_Latn", config({ resetOptimizerOnBest: false }))).toBe(8);
  expect(momentUpdate(1, history(0, []), "mlt_Latn", config({ resetOptimizerOnBest: true }))).toBe(1);
});

describe("a rising norm", () => {
  const calm = Array.from({ length: 20 }, (_, i) => 1 + (i % 3));
  const streak = (norms: readonly number[]) => risingNorm(steps(norms))?.streak ?? 0;
  test("is one that is over a hundred times the usual, three steps in a row", () => {
    expect(streak(calm)).toBe(0);
    expect(streak([...calm, 150])).toBe(0);
    expect(streak([...calm, 201])).toBe(1);
    expect(streak([...calm, 201, 5000])).toBe(2);
    expect(isDiverging(risingNorm(steps([...calm, 201, 5000])))).toBe(false);
    expect(isDiverging(risingNorm(steps([...calm, 201, 5000, 300])))).toBe(true);
    expect(risingNorm(steps([...calm, 201, 5000, 300]))!.usual).toBe(2);
  });
  test("is over when a norm is usual again, and needs ten steps to compare with", () => {
    expect(streak([...calm, 201, 5000, 3])).toBe(0);
    expect(isDiverging(risingNorm(steps([1, 1, 1, 1, 1, 1, 1, 1, 1, 1e6, 1e6, 1e6])))).toBe(false);
    expect(isDiverging(risingNorm(steps([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1e6, 1e6, 1e6])))).toBe(true);
  });
});
