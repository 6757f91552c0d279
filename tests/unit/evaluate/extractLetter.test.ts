import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { extractLetter } from "../../../src/evaluate/tasks/extractLetter";

const cases = JSON.parse(readFileSync(new URL("../../fixtures/tasks/letters.json", import.meta.url), "utf8")) as {
  readonly output: string;
  readonly n: number;
  readonly letter: string | null;
}[];

it("reads the letters that Python's expressions read", () => {
  const read = cases.map(({ output, n }) => ({ output, n, letter: extractLetter(output, n) }));
  expect(read).toEqual(cases);
});
