import { expect, test } from "vitest";
import * as everywhere from "../../../../src/evaluate/fewestWindows";
import * as page from "../../../../src/ui/evaluate/score/enoughWindows";

test("the page, which sees no stage, asks for as many windows as reports and commands, in the same words", () => {
  expect(page.FEWEST_WINDOWS).toBe(everywhere.FEWEST_WINDOWS);
  for (const windows of [[1, 30], [2], [9, 10], [10, 11]]) {
    expect(page.tooFewWindows(windows)).toBe(everywhere.tooFewWindows(windows));
  }
});
