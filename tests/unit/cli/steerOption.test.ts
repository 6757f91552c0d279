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
  // A step's own layers go before those of all steps.
  expect(steerSteps(["cym_Latn:set:0@2-4+7", "de:add@1", "mt:add"], ["5-6"])).toEqual([
    { language: "cym_Latn", op: "set", amount: 0, layers: [2, 3, 4, 7] },
    { language: "deu_Latn", op: "add", layers: [1] },
    { language: "mlt_Latn", op: "add", layers: [5, 6] },
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
  [["cym_Latn:set"], ["3", "x"], '--layers has "3,x"'],
  [["cym_Latn:set"], ["4-2"], '--layers has "4-2"'],
  [["cym_Latn:set@"], undefined, '"" are no layers'],
  [["cym_Latn:set:1@2-"], undefined, '"2-" are no layers'],
  [["cym_Latn:set@0-9999999"], undefined, '"0-9999999" are no layers'],
  [["cym_Latn:set@1@2"], undefined, "too many parts"],
])("%j in layers %j is refused", (steps, layers, problem) => {
  expect(() => steerSteps(steps, layers)).toThrow(UsageError);
  expect(() => steerSteps(steps, layers)).toThrow(problem);
});
