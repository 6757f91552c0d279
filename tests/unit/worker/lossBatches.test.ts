import { describe, expect, test } from "vitest";
import type { LanguageTokens } from "../../../src/corpus/corpus";
import { lossBatches, lossSeqLen } from "../../../src/worker/lossBatches";
import type { OpenModel } from "../../../src/worker/openModel";

const text = (language: string, nTokens: number): LanguageTokens => ({
  language,
  ids: Int32Array.from({ length: nTokens }, (_, i) => i),
  documentStart: Uint32Array.of(0, nTokens),
  issues: [],
});
const info = { name: "tiny", context: 128 } as OpenModel["info"];

describe("windows whose loss is asked for", () => {
  test("are the first of each language; one that fills none is left out, and named", () => {
    const { batches, unmeasured } = lossBatches(
      [text("cym_Latn", 26), text("eng_Latn", 7), text("isl_Latn", 9)],
      { seqLen: 8, windows: 2 },
      0,
    );
    expect(batches.map(({ language, nWindows, ids }) => [language, nWindows, [...ids]])).toEqual([
      ["cym_Latn", 2, Array.from({ length: 16 }, (_, i) => i)],
      ["isl_Latn", 1, [0, 1, 2, 3, 4, 5, 6, 7]],
    ]);
    expect(unmeasured).toEqual([
      {
        language: "eng_Latn",
        reason: "eng_Latn has 7 tokens, fewer than the 8 of one window: add text or choose shorter windows",
      },
    ]);
  });

  test("are all, where no number is asked for", () => {
    expect(lossBatches([text("cym_Latn", 26)], { seqLen: 8 }, 0).batches[0]!.nWindows).toBe(3);
  });

  test("of no language at all are refused with each one's reason", () => {
    const none = () => lossBatches([text("cym_Latn", 3), text("eng_Latn", 0)], { seqLen: 8 }, 0);
    expect(none).toThrow(/cym_Latn has 3 tokens.*; eng_Latn has 0 tokens/);
  });
});

test("windows are as long as the context at most, 512 tokens unless asked for, and as many as can be", () => {
  expect(lossSeqLen({}, info)).toBe(128);
  expect(lossSeqLen({}, { ...info, context: 4096 })).toBe(512);
  expect(lossSeqLen({ seqLen: 2, windows: 1 }, info)).toBe(2);
  for (const seqLen of [129, 1, 0, 2.5, Number.NaN]) {
    expect(() => lossSeqLen({ seqLen }, info)).toThrow(/tiny takes 2 to 128/);
  }
  for (const windows of [0, -1, 1.5]) {
    expect(() => lossSeqLen({ windows }, info)).toThrow(`windows is ${windows}: it must be an integer from 1`);
  }
});
