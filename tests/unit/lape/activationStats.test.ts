import { expect, test } from "vitest";
import { addStats, copyStats, emptyStats } from "../../../src/lape/activationStats";
import { madeUpStats } from "../../support/lapeReference";

test("two halves make the whole, languages in the order of first appearance", () => {
  const a = { ...madeUpStats(1, 2, 2, 3), languages: ["mlt", "isl"] };
  const b = { ...madeUpStats(2, 2, 2, 3), languages: ["cym", "mlt"] };
  const sum = addStats(a, b);
  expect(sum.languages).toEqual(["mlt", "isl", "cym"]);
  expect([...sum.n]).toEqual([a.n[0]! + b.n[1]!, a.n[1], b.n[0]]);
  expect(sum.overZero[0]).toEqual(a.overZero[0]!.map((count, j) => count + b.overZero[1]![j]!));
  expect(sum.actSum[2]).toEqual(b.actSum[0]);
  expect(addStats(emptyStats(a.languages, 2, 3), a)).toEqual(a);
});

test("stats of different models cannot be added", () => {
  expect(() => addStats(madeUpStats(1, 1, 2, 3), madeUpStats(1, 1, 3, 2))).toThrow("2 x 3 and 3 x 2 neurons");
});

test("a copy stays as it is while the original grows", () => {
  const stats = madeUpStats(1, 2, 2, 3);
  const copy = copyStats(stats);
  expect(copy).toEqual(stats);
  stats.n[0]!++;
  stats.overZero[0]![0]!++;
  stats.actSum[0]![0]!++;
  expect(copy).toEqual(madeUpStats(1, 2, 2, 3));
});
