import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { scoreTranslations } from "../../../src/evaluate/scoreTranslations";
import type { TaskResult } from "../../../src/evaluate/taskResult";
import { taskChange } from "../../../src/evaluate/tasks/taskChange";

const [golden] = JSON.parse(readFileSync(new URL("../../fixtures/metrics/metrics.json", import.meta.url), "utf8")) as {
  readonly hypotheses: readonly string[];
  readonly references: readonly string[];
}[];
const { hypotheses, references } = golden!;

function resultOf(outputs: readonly string[]): TaskResult {
  const examples = references.map((expected, i) => ({ id: `${i}`, prompt: `${i}`, expected }));
  return {
    ...{ task: "translation", language: null, preset: "p", fewShot: 0, seed: 4, skipped: [], cut: 0 },
    ...scoreTranslations(examples, outputs, { seed: 4, resamples: 50 }),
  };
}

describe("the change of corpus scores", () => {
  it("has an interval of its own, around the difference", () => {
    // Every third sentence as the reference has it.
    const better = hypotheses.map((text, i) => (i % 3 === 0 ? references[i]! : text));
    const { metrics, won, lost } = taskChange(resultOf(hypotheses), resultOf(better));
    expect(metrics.map(({ name }) => name)).toEqual(expect.arrayContaining(["bleu", "chrf", "chrf++"]));
    for (const { name, difference, interval } of metrics) {
      expect(difference, name).toBeGreaterThan(0);
      expect(interval!.low, name).toBeGreaterThan(0);
      expect(interval!.low, name).toBeLessThan(difference);
      expect(interval!.high, name).toBeGreaterThan(difference);
    }
    expect([won, lost]).toEqual([null, null]);
  });

  it("is nothing, surely, where the outputs are the same, however wide the scores' own intervals are", () => {
    const one = resultOf(hypotheses);
    for (const { difference, interval } of taskChange(one, resultOf(hypotheses)).metrics) {
      expect({ difference, interval }).toEqual({ difference: 0, interval: { low: 0, high: 0 } });
    }
    expect(one.metrics.every(({ interval }) => interval.high - interval.low > 1)).toBe(true);
  });

  it("is of the same references only", () => {
    const one = resultOf(hypotheses);
    const other = { ...one, examples: one.examples.map((example) => ({ ...example, expected: "x" })) };
    expect(() => taskChange(one, other)).toThrow("asked other questions");
  });
});
