import { describe, expect, test } from "vitest";
import { checkFinetuneConfig, finetuneConfigProblems } from "../../../src/train/checkFinetuneConfig";
import type { Method } from "../../../src/train/finetuneConfig";
import { FINETUNE_PRESETS } from "../../../src/train/finetunePresets";
import { TRAINABLES } from "../../../src/train/trainables";

const METHODS = Object.keys(TRAINABLES) as Method[];
const good = FINETUNE_PRESETS.small.config("lora");

test("every preset is allowed for every method", () => {
  for (const { config } of Object.values(FINETUNE_PRESETS)) {
    for (const method of METHODS) {
      expect(finetuneConfigProblems(config(method))).toEqual([]);
      expect(config(method).method).toBe(method);
    }
  }
});

// The table of the published script and its baselines: rate, clip, LoRA, batch, length, tokens, moments that start anew.
test.for([
  ["subnetwork", 1e-4, 1, true],
  ["random", 1e-4, 1, false],
  ["ffnOnly", 1e-5, 1, false],
  ["full", 1e-5, 0.5, false],
  ["lora", 1e-4, 1, false],
] as const)("%s has the published rate %d and clip %d", ([method, learningRate, clip, resetOptimizerOnBest]) => {
  const shared = {
    learningRate,
    clip,
    seqLen: 512,
    batchSize: 2,
    accumulate: 1,
    weightDecay: 0.01,
    validateEvery: 500,
  };
  const config = FINETUNE_PRESETS.published.config(method);
  expect(config).toMatchObject({ ...shared, lossOnPadding: false, resetOptimizerOnBest: false });
  expect(config.lora).toEqual({ rank: 32, alpha: 64, dropout: 0.1 });
  expect(config.schedule).toEqual({ kind: "constant", warmupSteps: 0 });
  expect(config.steps * 1024).toBeGreaterThan(100e6 - 1024);
  const script = FINETUNE_PRESETS.publishedScript.config(method);
  expect(script).toMatchObject({ ...shared, lossOnPadding: true, resetOptimizerOnBest });
});

describe("a wrong setting is named with its value and what is allowed", () => {
  test.for([
    [{ method: "adapter" }, "method", "subnetwork, random, ffnOnly, full, lora, ia3"],
    [{ seqLen: 1 }, "seqLen", "an integer from 2"],
    [{ batchSize: 1.5 }, "batchSize", "an integer from 1"],
    [{ accumulate: 0 }, "accumulate", "an integer from 1"],
    [{ steps: "10" }, "steps", "an integer from 1"],
    [{ learningRate: 0 }, "learningRate", "a number above 0"],
    [{ learningRate: Number.NaN }, "learningRate", "a number above 0"],
    [{ schedule: { kind: "step", warmupSteps: 0 } }, "schedule.kind", "constant, linear, cosine"],
    [{ schedule: "cosine" }, "schedule", "an object of kind, warmupSteps"],
    [{ schedule: { kind: "linear", warmupSteps: 128 } }, "schedule.warmupSteps", "fewer than the 128 steps"],
    [{ weightDecay: -1 }, "weightDecay", "a number from 0"],
    [{ beta2: 1 }, "beta2", "a number from 0 to below 1"],
    [{ eps: 0 }, "eps", "a number above 0"],
    [{ clip: 0 }, "clip", "a number above 0, or null"],
    [{ clip: Number.POSITIVE_INFINITY }, "clip", "a number above 0, or null"],
    [{ seed: 0.1 }, "seed", "a safe integer"],
    [{ shuffle: 1 }, "shuffle", "true or false"],
    [{ validateEvery: 0 }, "validateEvery", "an integer from 1, or null"],
    [{ patience: 3, validateEvery: null }, "patience", "null, as nothing is validated"],
    [{ lora: { rank: 0, alpha: 1, dropout: 0 } }, "lora.rank", "an integer from 1"],
    [{ lora: { rank: 8, alpha: 16, dropout: 1 } }, "lora.dropout", "a number from 0 to below 1"],
    [{ lossOnPadding: undefined }, "lossOnPadding", "true or false"],
    [{ learningrate: 1 }, "learningrate", "no such setting; there are method, seqLen"],
  ] as const)("%j", ([change, field, allowed]) => {
    const problems = finetuneConfigProblems({ ...good, ...change });
    expect(problems).toHaveLength(1);
    expect(problems[0]!.field).toBe(field);
    expect(problems[0]!.allowed).toContain(allowed);
    expect(() => checkFinetuneConfig({ ...good, ...change })).toThrow(`${field} is `);
  });

  test("several at once, and no settings at all", () => {
    expect(finetuneConfigProblems({ ...good, steps: 0, eps: -1 }).map(({ field }) => field)).toEqual(["steps", "eps"]);
    expect(finetuneConfigProblems(null)[0]).toMatchObject({ field: "config", value: null });
    expect(finetuneConfigProblems({})).toHaveLength(Object.keys(good).length);
  });
});
