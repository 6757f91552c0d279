import { expect, test } from "vitest";
import { comparedIds } from "../../../../src/ui/evaluate/perplexity/comparedIds";
import { comparedSubjects } from "../../../../src/ui/parts/comparedSubjects";
import { newestPair } from "../../../../src/ui/parts/newestPair";
import type { EvaluationSummary } from "../../../../src/worker/evaluation";

const made = (id: string, run: string | null, settings = "s", dtype = "q4"): EvaluationSummary => ({
  ...{ id, kind: "perplexity", date: "", label: "2 languages", settings },
  model: { name: "tiny", hash: "h", dtype, isRounded: true },
  run: run === null ? null : { id: run, name: run },
});
const idsOf = ({ from, to }: ReturnType<typeof newestPair>) => [from?.id, to?.id];

test("the base is measured once in each weight format of the runs beside it", () => {
  const run = (id: string, dtype: string) => ({ id, model: { dtype } });
  const runs = [run("a", "q4"), run("b", "q4 as q8"), run("c", "q4"), run("left out", "q4 as f32")];
  expect(comparedSubjects([null, "a", "b", "c"], runs)).toEqual([
    { beside: "a" },
    { beside: "b" },
    { run: "a" },
    { run: "b" },
    { run: "c" },
  ]);
  expect(comparedSubjects([null], runs)).toEqual([{}]);
  expect(comparedSubjects(["b", "a"], runs)).toEqual([{ run: "b" }, { run: "a" }]);
});

test("what was measured alike is held beside each other, not what is newest", () => {
  const alike = [
    made("base", null),
    made("base q8", null, "s", "q4 as q8"),
    made("welsh", "w"),
    made("base t", null, "t"),
  ];
  expect(idsOf(newestPair(alike, null, "w"))).toEqual(["base", "welsh"]);
  expect(idsOf(newestPair([...alike, made("welsh t", "w", "t")], null, "w"))).toEqual(["base t", "welsh t"]);
});

test("where nothing was measured alike, the newest of each", () => {
  const unlike = [made("base", null), made("base t", null, "t"), made("q8", "w", "t", "q4 as q8"), made("u", "w", "u")];
  expect(idsOf(newestPair(unlike, null, "w"))).toEqual(["base t", "u"]);
  expect(idsOf(newestPair(unlike, null, "gone"))).toEqual(["base t", undefined]);
});

test("each run's change is from the base on the run's own weights", () => {
  const all = [
    ...[
      made("base q8", null, "s", "q4 as q8"),
      made("base", null),
      made("welsh", "w"),
      made("q8", "v", "s", "q4 as q8"),
    ],
    made("other text", "x", "t"),
  ];
  expect(comparedIds(all, null, ["w", "v", "x", "not measured"])).toEqual({
    from: "base",
    to: [
      { base: "base", tuned: "welsh" },
      { base: "base q8", tuned: "q8" },
      { base: "base", tuned: "other text" },
    ],
  });
  expect(comparedIds(all, "w", [])).toEqual({ from: "welsh", to: [] });
  expect(comparedIds(all, "gone", ["w"])).toBeNull();
});
