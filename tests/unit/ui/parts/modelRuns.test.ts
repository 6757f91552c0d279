import { expect, test } from "vitest";
import { runsOfModel, stillThere } from "../../../../src/ui/parts/modelRuns";
import type { RunSummary } from "../../../../src/worker/runProtocol";

const run = (id: string, hash: string, hasDelta = true) => ({ id, hasDelta, model: { hash } }) as RunSummary;

test("runs of a model are those of its files that left weights", () => {
  const runs = [run("first", "m"), run("of another", "n"), run("without weights", "m", false), run("last", "m")];
  expect(runsOfModel(runs, "m").map(({ id }) => id)).toEqual(["first", "last"]);
  expect(runsOfModel(runs, undefined)).toEqual([]);
});

test("a choice is forgotten with its run", () => {
  expect(stillThere("a", [{ id: "a" }])).toBe("a");
  expect(stillThere("a", [{ id: "b" }])).toBeNull();
  expect(stillThere(null, [{ id: "b" }])).toBeNull();
});
