import { expect, test } from "vitest";
import { importIssues } from "../../../src/corpus/importIssues";

test("issues of one file are listed up to a number, the rest counted; other files lose none", () => {
  const issues = importIssues(2);
  for (const line of [1, 2, 3, 4, 5]) issues.add("a.txt", line, "broken", `line ${line}`);
  issues.add("b.txt", 7, "broken");
  expect(issues.list()).toEqual([
    { file: "a.txt", line: 1, reason: "broken", excerpt: "line 1" },
    { file: "a.txt", line: 2, reason: "broken", excerpt: "line 2" },
    { file: "b.txt", line: 7, reason: "broken", excerpt: "" },
    { file: "a.txt", line: 0, reason: "3 more issues of this file are not listed", excerpt: "" },
  ]);
});
