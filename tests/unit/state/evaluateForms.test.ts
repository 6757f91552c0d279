import { afterEach, expect, test } from "vitest";
import { evaluateForms, setEvaluateForm } from "../../../src/state/evaluateForms";

afterEach(() => evaluateForms.setState(evaluateForms.getInitialState(), true));

test("a change of one tab leaves the rest of it and the other tabs as they were", () => {
  const before = evaluateForms.getState();
  setEvaluateForm("perplexity", { from: "run" });
  const after = evaluateForms.getState();
  expect(after.perplexity).toEqual({ ...before.perplexity, from: "run" });
  expect(after.deactivation).toBe(before.deactivation);
  expect(after.tasks).toBe(before.tasks);
});
