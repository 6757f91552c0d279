import { expect, test } from "vitest";
import { UsageError } from "../../../src/cli/exitCodes";
import { steerSteps } from "../../../src/cli/steerOption";

test("steps are read in their order, languages in any of their codes", () => {
  expect(steerSteps(["cym_Latn:set:-1", "de:add", "deu_Latn:diffMean:0.5"], undefined)).toEqual([
    { language: "cym_Latn", op: "set", amount: -1 },
    { language: "deu_Latn", op: "add" },
    { language: "deu_Latn", op: "diffMean", amount: 0.5 },
  ]);
  expect(steerSteps(["cym_Latn:replace"], ["2", "3"])).toEqual([
    { language: "cym_Latn", op: "replace", layers: [2, 3] },
  ]);
  expect(steerSteps([], undefined)).toEqual([]);
});

test.each<[readonly string[], readonly string[] | undefined, string]>([
  [["cym_Latn"], undefined, "OP is one of set, add, replace, diffMean"],
  [["cym_Latn:zero"], undefined, "OP is one of"],
  [[":set"], undefined, "it names no language"],
  [["cym_Latn:set:x"], undefined, '"x" is no number'],
  [["cym_Latn:set:"], undefined, '"" is no number'],
  [["cym_Latn:set:1:2"], undefined, "too many parts"],
  [["cym_Latn:set"], ["1-2"], '--layers has "1-2"'],
])("%j in layers %j is refused", (steps, layers, problem) => {
  expect(() => steerSteps(steps, layers)).toThrow(UsageError);
  expect(() => steerSteps(steps, layers)).toThrow(problem);
});
