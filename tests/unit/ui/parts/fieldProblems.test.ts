import { expect, test } from "vitest";
import { type FieldProblems, withProblem } from "../../../../src/ui/parts/fieldProblems";

const none: FieldProblems = new Map();

test("a problem stands until its own field is right again, and the oldest is the first", () => {
  const steps = withProblem(none, "a", "Steps: too few");
  const both = withProblem(steps, "b", "Window: too long");
  expect([...both.values()]).toEqual(["Steps: too few", "Window: too long"]);
  expect([...withProblem(both, "a", null).values()]).toEqual(["Window: too long"]);
  expect([...withProblem(both, "b", "Window: too short").values()]).toEqual(["Steps: too few", "Window: too short"]);
});

test("what changes nothing gives the same map, so that nothing is drawn anew", () => {
  const steps = withProblem(none, "a", "Steps: too few");
  expect(withProblem(steps, "a", "Steps: too few")).toBe(steps);
  expect(withProblem(none, "a", null)).toBe(none);
});
