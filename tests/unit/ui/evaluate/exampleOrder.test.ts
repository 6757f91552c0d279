import { expect, test } from "vitest";
import type { TaskExample } from "../../../../src/evaluate/taskResult";
import { FILTERS, inOrder, isRight, type Shown } from "../../../../src/ui/evaluate/tasks/exampleOrder";

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

test("an accuracy of 1 is right, and what one model alone got right is won or lost", () => {
  const asked = (before: number, after: number): Shown => ({
    from: { ...example("", 0), scores: { acc: before } },
    to: { ...example("", 0), scores: { exact_match: after } },
  });
  const kindsOf = (shown: Shown) => Object.keys(FILTERS).filter((name) => FILTERS[name]!(shown));
  expect(kindsOf(asked(0, 0))).toEqual(["all", "wrong"]);
  expect(kindsOf(asked(0, 1))).toEqual(["all", "wrong", "won"]);
  expect(kindsOf(asked(1, 0))).toEqual(["all", "right", "lost"]);
  expect(kindsOf(asked(1, 1))).toEqual(["all", "right"]);
  expect(kindsOf({ ...asked(1, 0), to: null })).toEqual(["all", "right"]);
  expect(isRight(example("a", 100))).toBeNull();
});
