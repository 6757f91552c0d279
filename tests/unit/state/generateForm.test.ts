import { expect, test } from "vitest";
import { emptyForm, subjectsOf, toRequest } from "../../../src/state/generateForm";

const steps = [{ key: 4, step: { language: "cym_Latn", op: "set", amount: -1 } }] as const;
const steer = [{ language: "cym_Latn", op: "set", amount: -1 }];

test("columns are the base, a run, and a steered model, as far as they are chosen", () => {
  expect(subjectsOf(emptyForm)).toEqual([{}]);
  expect(subjectsOf({ ...emptyForm, run: "a", steered: true, steps })).toEqual([{}, { run: "a" }, { steer }]);
  expect(subjectsOf({ ...emptyForm, base: false, steered: true, steeredRun: "b", steps })).toEqual([
    { run: "b", steer },
  ]);
});

test("nothing is steered without a step, or where it is not chosen", () => {
  expect(subjectsOf({ ...emptyForm, steered: true })).toEqual([{}]);
  expect(subjectsOf({ ...emptyForm, steps })).toEqual([{}]);
  expect(subjectsOf({ ...emptyForm, base: false })).toEqual([]);
});

test("a request has the prompt and what differs from the defaults", () => {
  const form = { ...emptyForm, prompt: "Once", settings: { maxTokens: 9 } };
  expect(toRequest(form)).toEqual({ prompt: "Once", settings: { maxTokens: 9 }, subjects: [{}] });
});
