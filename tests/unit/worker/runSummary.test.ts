import { expect, test } from "vitest";
import { standingOf } from "../../../src/worker/runSummary";

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
