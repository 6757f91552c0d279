import { expect, test } from "vitest";
import type { TaskResult } from "../../../src/evaluate/taskResult";
import { taskChange } from "../../../src/evaluate/tasks/taskChange";

function resultOf(scores: readonly number[], metric = "acc"): TaskResult {
  const value = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const name = { name: metric, how: "likelihood", signature: null };
  return {
    ...{ task: "t", language: null, preset: "p", fewShot: 0, seed: 1, skipped: [], cut: 0 },
    metrics: [{ ...name, value, interval: { low: 0, high: 1 } }],
    examples: scores.map((score, i) => ({
      ...{ id: String(i), prompt: `Q${i}`, choices: [], output: null, answer: "a", expected: "a" },
      scores: metric === "bleu" ? {} : { [metric]: score },
    })),
  };
}

test("the change is of the same examples, with how many were won and lost", () => {
  const change = taskChange(resultOf([0, 0, 1, 1, 1, 0]), resultOf([1, 1, 1, 0, 1, 1]));
  expect(change.metrics[0]!.difference).toBeCloseTo(2 / 6, 12);
  expect([change.won, change.lost]).toEqual([3, 1]);
  const { low, high } = change.metrics[0]!.interval!;
  expect(low).toBeLessThan(2 / 6);
  expect(high).toBeGreaterThan(2 / 6);
});

test("the interval is of as many resamples as the results' own, and of their default where they say none", () => {
  const width = (resamples?: number): number => {
    const own = resamples === undefined ? {} : { resamples };
    const [base, tuned] = [resultOf([0, 0, 1, 1, 1, 0]), resultOf([1, 1, 1, 0, 1, 1])];
    const { low, high } = taskChange({ ...base, ...own }, { ...tuned, ...own }).metrics[0]!.interval!;
    return high - low;
  };
  // One value alone has all quantiles in it.
  expect(width(1)).toBe(0);
  expect(width(30)).toBeGreaterThan(0);
  expect(width()).toBe(width(1000));
});

test("the same answers change by nothing, surely", () => {
  const one = resultOf([0, 1, 0, 1]);
  expect(taskChange(one, one).metrics[0]).toMatchObject({ difference: 0, interval: { low: 0, high: 0 } });
});

test("a number that is no mean over examples has no paired interval, and nothing is won", () => {
  const change = taskChange(resultOf([10, 20], "bleu"), resultOf([20, 30], "bleu"));
  expect(change).toMatchObject({ metrics: [{ difference: 10, interval: null }], won: null, lost: null });
});

test("results of other questions are refused", () => {
  expect(() => taskChange(resultOf([1]), resultOf([1, 0]))).toThrow("asked other questions");
  let nats = 0;
  const offering = (...texts: string[]): TaskResult => {
    const one = resultOf([1]);
    const choices = texts.map((text) => ({ text, logLikelihood: --nats }));
    return { ...one, examples: one.examples.map((example) => ({ ...example, choices })) };
  };
  expect(() => taskChange(offering("a", "b"), offering("a", "c"))).toThrow("asked other questions");
  expect(taskChange(offering("a", "b"), offering("a", "b")).metrics).toHaveLength(1);
});
