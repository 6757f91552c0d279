import { expect, test } from "vitest";
import { predictedTokens, scoredText, scoredTexts } from "../../../src/evaluate/scoredText";

/** Letters are their code points' tokens: `é` is two bytes. */
const DOCUMENTS = ["abé", "éééé", "z"];
const ids = DOCUMENTS.flatMap((document) => Array.from(document, (letter) => letter.codePointAt(0)!));
const TOKENS = {
  language: "x",
  ids: Int32Array.from(ids),
  documentStart: Uint32Array.of(0, 3, 7, 8),
  issues: [],
};
const PIECES = new Map([
  [97, 1],
  [98, 1],
  [122, 1],
  [233, 2],
]);

test("a window has the bytes of its tokens but the first", () => {
  // a b é é | é é é z: behind the first 1 + 2 + 2 and 2 + 2 + 1.
  const packing = { seqLen: 4, seed: 1 };
  const { batch, bytes, tailTokens } = scoredText({ documents: DOCUMENTS }, TOKENS, PIECES, packing, 0);
  expect(tailTokens).toBe(0);
  expect([...batch.ids]).toEqual(ids);
  expect(bytes).toEqual([5, 5]);
  expect(predictedTokens(batch)).toEqual([3, 3]);
});

test("behind a BOS token every token is predicted", () => {
  const packing = { seqLen: 5, seed: 1, bosTokenId: 1 };
  const { batch, bytes } = scoredText({ documents: DOCUMENTS }, TOKENS, PIECES, packing, 0);
  expect(batch.ids[0]).toBe(1);
  expect(bytes).toEqual([6, 7]);
  expect(predictedTokens(batch)).toEqual([4, 4]);
});

test("padding has no bytes, and a window of one token predicts nothing", () => {
  const packing = { seqLen: 4, seed: 1, oneDocumentAWindow: true };
  const { batch, bytes } = scoredText({ documents: DOCUMENTS }, TOKENS, PIECES, packing, 233);
  expect([...batch.lengths]).toEqual([3, 4, 1]);
  expect(bytes).toEqual([3, 6, 0]);
  expect(predictedTokens(batch)).toEqual([2, 3, 0]);
});

test("drawn windows have their own bytes", () => {
  const packing = { seqLen: 2, seed: 3, tokensPerLanguage: 4 };
  const { batch, bytes } = scoredText({ documents: DOCUMENTS }, TOKENS, PIECES, packing, 0);
  expect(bytes).toEqual(Array.from({ length: 2 }, (_, w) => PIECES.get(batch.ids[2 * w + 1]!)));
});

const textOf = (language: string, ...documents: string[]) => {
  const lengths = documents.map((document) => document.length);
  return {
    text: { documents },
    tokens: {
      language,
      ids: Int32Array.from([...documents.join("")], (letter) => letter.codePointAt(0)!),
      documentStart: Uint32Array.from([
        0,
        ...lengths.map((_, d) => lengths.slice(0, d + 1).reduce((a, b) => a + b, 0)),
      ]),
      issues: [],
    },
  };
};

test("a language with too little text is left out with the reason, and the others are measured", () => {
  const all = [textOf("short", "ab"), textOf("long", "abab", "aba")];
  const { texts, unmeasured } = scoredTexts(all, PIECES, { seqLen: 3, seed: 1 }, 0);
  expect(texts.map(({ batch, tailTokens }) => [batch.language, batch.nWindows, tailTokens])).toEqual([["long", 2, 1]]);
  expect(unmeasured).toEqual([
    {
      language: "short",
      reason: "short has 2 tokens, fewer than the 3 of one window: add text or choose shorter windows",
    },
  ]);
});

test("so is one that predicts nothing, or only tokens without text", () => {
  const packing = { seqLen: 3, seed: 1, oneDocumentAWindow: true };
  const all = [textOf("single", "a", "b"), textOf("blank", "a?"), textOf("empty", ""), textOf("long", "ab")];
  const { texts, unmeasured } = scoredTexts(all, new Map([...PIECES, [63, 0]]), packing, 0);
  expect(texts.map(({ batch }) => batch.language)).toEqual(["long"]);
  expect(unmeasured.map(({ reason }) => reason)).toEqual([
    "single has no window of two tokens, so there is nothing to predict: add text",
    "the predicted tokens of blank stand for no text: add text",
    "empty has no document with tokens: add text",
  ]);
  expect(() => scoredTexts(all.slice(0, 2), new Map([...PIECES, [63, 0]]), packing, 0)).toThrow(
    "single has no window of two tokens, so there is nothing to predict: add text; the predicted tokens of blank",
  );
});
