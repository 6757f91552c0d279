import { expect, test } from "vitest";
import type { TaskExample } from "../../../../src/evaluate/taskResult";
import { inOrder, type Shown } from "../../../../src/ui/evaluate/tasks/exampleOrder";

const example = (id: string, score: number): TaskExample => ({
  ...{ id, prompt: "", choices: [], output: "", answer: "", expected: "" },
  scores: { "sentence_chrf++": score },
});
const pair = (id: string, before: number, after: number): Shown => ({
  from: example(id, before),
  to: example(id, after),
});
const ALL = [pair("a", 50, 60), pair("b", 20, 10), pair("c", 40, 80), pair("d", 20, 20)];
const idsOf = (order: string): string =>
  inOrder(ALL, order)
    .map(({ from }) => from.id)
    .join("");

test("translations come by their score, or by what became of it, equal ones as they stood", () => {
  expect(idsOf("all")).toBe("abcd");
  expect(idsOf("low")).toBe("bdca");
  expect(idsOf("won")).toBe("cadb");
  expect(idsOf("lost")).toBe("bdac");
});

test("of one model alone nothing was won", () => {
  const alone = ALL.map(({ from }) => ({ from, to: null }));
  expect(inOrder(alone, "won")).toEqual(alone);
});
