import { expect, test } from "vitest";
import type { LanguagePerplexity } from "../../../../src/evaluate/perplexityResult";
import { lossNotes, tailText, unmeasuredLines } from "../../../../src/ui/evaluate/score/unmeasuredText";

const lossOf = (windowTokens: readonly number[]): LanguagePerplexity => ({
  ...{ language: "mlt_Latn", tokens: 100, tailTokens: 0, bytes: 400, lossNats: 3, bitsPerByte: 1.1 },
  lossInterval: { low: 3, high: 3 },
  bitsInterval: { low: 1.1, high: 1.1 },
  ...{ windowNats: windowTokens.map(() => 3), windowTokens, windowBytes: windowTokens.map(() => 4) },
});
const enough = lossOf(new Array<number>(10).fill(10));
const short = { language: "cym_Latn", reason: "cym_Latn has 3 tokens" };

test("what was left out is told a language, and how many tokens behind the last window", () => {
  expect(unmeasuredLines([short])).toEqual(["Not measured: cym_Latn has 3 tokens."]);
  expect(tailText(0)).toBeUndefined();
  expect(tailText(12)).toContain("12\u00a0tokens of the text fill no window");
});

test("a loss of a single window that predicts something is told to have no sound interval, beside nothing too", () => {
  expect(lossNotes({ languages: [enough], unmeasured: [] })).toEqual([]);
  const [few, ...rest] = lossNotes({ languages: [enough, lossOf([0, 10, 0])], unmeasured: [short] });
  expect(few).toMatch(/^With a single window a language/);
  expect(rest).toEqual(unmeasuredLines([short]));
});
