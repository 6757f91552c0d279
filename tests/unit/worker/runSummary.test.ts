import { describe, expect, test } from "vitest";
import { FINETUNE_PRESETS } from "../../../src/train/finetunePresets";
import type { RunSummary } from "../../../src/worker/runProtocol";
import { atLastSave, standingOf, unsavedSteps } from "../../../src/worker/runSummary";

const step = (n: number) => ({ step: n, lossNats: 5 - n, learningRate: 1e-3, gradNorm: n, tokens: 128 * n });
const validation = (n: number, cym: number) => ({
  step: n,
  tokens: 128 * n,
  lossNats: { cym_Latn: cym, eng_Latn: 5 + n },
});

test("a run stands where its log ends, and keeps the weights of its best validation", () => {
  const history = {
    steps: [step(1), step(2), step(3)],
    validations: [validation(0, 4.2), validation(1, 4.0), validation(2, 4.1), validation(3, 4.05)],
  };
  expect(standingOf(history, "cym_Latn")).toEqual({
    stepsDone: 3,
    tokens: 384,
    lossNats: 2,
    gradNorm: 3,
    learningRate: 1e-3,
    bestStep: 1,
    validated: { first: validation(0, 4.2), kept: validation(1, 4.0), last: validation(3, 4.05) },
  });
});

test("before its first step it has nothing, and without a validation of the language the last weights count", () => {
  expect(standingOf({ steps: [], validations: [] }, "cym_Latn")).toMatchObject({
    stepsDone: 0,
    lossNats: null,
    validated: null,
  });
  const history = { steps: [step(1)], validations: [validation(0, 4.2), validation(1, 4.3)] };
  expect(standingOf(history, "npi_Deva")).toMatchObject({ bestStep: null, validated: { kept: { step: 1 } } });
});

describe("a run that stopped", () => {
  const config = FINETUNE_PRESETS.small.config("full");
  const steps = [1, 2, 3, 4].map(step);
  const validations = [validation(0, 4.2), validation(2, 4.1), validation(4, 4.0)];
  const run: Partial<RunSummary> = {
    ...{ id: "a", name: "A", language: "cym_Latn", trainableParameters: 7, hasDelta: true },
    ...{ stepsDone: 4, tokens: 512, lossNats: 1, gradNorm: 4, learningRate: 1e-3, seconds: 8, tokensPerSecond: 64 },
    ...{ bestStep: 4, validated: { first: validation(0, 4.2), kept: validation(4, 4.0), last: validation(4, 4.0) } },
  };
  const told = {
    run: run as RunSummary,
    log: {
      ...{ config, language: "cym_Latn", trainableParameters: 7, steps, validations, bestStep: 4, seconds: 8 },
      stopped: "paused",
    } as const,
  };

  test("behind its last save stands there, and tells of no step or validation whose weights are gone", () => {
    const history = { steps: steps.slice(0, 3), validations: validations.slice(0, 2) };
    const { run, log } = atLastSave(told, { history, seconds: 6 }, config);
    expect(run).toEqual({
      ...told.run,
      ...{ stepsDone: 3, tokens: 384, lossNats: 2, gradNorm: 3, seconds: 6, bestStep: 2 },
      validated: { first: validation(0, 4.2), kept: validation(2, 4.1), last: validation(2, 4.1) },
    });
    expect(log).toEqual({ ...told.log, ...history, bestStep: 2, seconds: 6 });
  });

  test("at its last save stays as it is", () => {
    expect(atLastSave(told, { history: { steps, validations }, seconds: 7.9 }, config)).toEqual(told);
  });

  test("and was never saved has done nothing", () => {
    const { run, log } = atLastSave(told, undefined, config);
    expect(run).toMatchObject({ name: "A", stepsDone: 0, tokens: 0, seconds: 0, bestStep: null, validated: null });
    expect(log).toBeNull();
  });

  test("says which steps are made again", () => {
    expect(unsavedSteps(43, 43)).toBeNull();
    expect(unsavedSteps(44, 43)).toMatch(/^Step 44 was not saved/);
    expect(unsavedSteps(51, 43)).toMatch(/^Steps 44 to 51 were not saved/);
  });
});
