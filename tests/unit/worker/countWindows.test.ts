import { expect, test } from "vitest";
import type { LanguageTokens } from "../../../src/corpus/corpus";
import { packWindows } from "../../../src/corpus/packWindows";
import { cutDocuments } from "../../../src/train/cutDocuments";
import { countWindows } from "../../../src/worker/countWindows";

function text(lengths: readonly number[]): LanguageTokens {
  const documentStart = Uint32Array.from([0, ...lengths], (_, i) => lengths.slice(0, i).reduce((a, b) => a + b, 0));
  const n = documentStart.at(-1)!;
  return { language: "a", ids: Int32Array.from({ length: n }, (_, i) => i), documentStart, issues: [] };
}

const texts = [text([7]), text([8, 3, 4, 0, 5, 16]), text([4, 4, 4]), text([1, 2, 30])];

test.each(texts)("as many windows and tokens are counted as are made", (tokens) => {
  for (const seqLen of [4, 5]) {
    const packed = packWindows(tokens, { seqLen, seed: 1 }, 0);
    expect(countWindows(tokens, { seqLen, lossOnPadding: false })).toEqual({
      windows: packed.nWindows,
      tokens: packed.nTokens,
    });
    const cut = cutDocuments(tokens, seqLen, 0);
    expect(countWindows(tokens, { seqLen, lossOnPadding: true })).toEqual({
      windows: cut.nWindows,
      tokens: cut.nTokens,
    });
  }
});

test("too little text gives none", () => {
  expect(countWindows(text([3]), { seqLen: 8, lossOnPadding: false })).toEqual({ windows: 0, tokens: 0 });
  expect(countWindows(text([3]), { seqLen: 8, lossOnPadding: true })).toEqual({ windows: 0, tokens: 0 });
});
