import Papa from "papaparse";
import { expect, test } from "vitest";
import { issuesCsv } from "../../../src/ui/corpus/issuesCsv";
import { toFileStem } from "../../../src/ui/parts/save";

const issues = [
  { file: "a,b.csv", line: 3, reason: 'two "objects" on a line', excerpt: '{"text":"x"}\n{"y"}' },
  { file: "mt.txt", line: 0, reason: "empty", excerpt: "" },
  { file: "ar.txt", line: 1_200, reason: "not UTF-8", excerpt: "مرحبا; x" },
];

test("a CSV reader gets the report back as it was", () => {
  const { data, errors } = Papa.parse<string[]>(issuesCsv(issues).trimEnd());
  expect(errors).toEqual([]);
  expect(data).toEqual([
    ["file", "line", "reason", "excerpt"],
    ...issues.map(({ file, line, reason, excerpt }) => [file, String(line), reason, excerpt]),
  ]);
});

test.each(["=1+1", "+1", "-1", "@x", "\tx"])("a spreadsheet does not run %j", (excerpt) => {
  const [, row] = Papa.parse<string[]>(issuesCsv([{ file: "f", line: 1, reason: "r", excerpt }]).trimEnd()).data;
  expect(row?.[3]).toBe(`'${excerpt}`);
});

test.each([
  ["babel-7m", "babel-7m"],
  ["org/My model (v2)", "org-My-model-v2"],
  ["../../etc", "etc"],
  ["模型", "模型"],
  ["///", "babelscope"],
])("%s becomes the file name %s", (name, stem) => expect(toFileStem(name)).toBe(stem));
