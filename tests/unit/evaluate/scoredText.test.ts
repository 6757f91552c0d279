import { expect, test } from "vitest";
import { predictedTokens, scoredText } from "../../../src/evaluate/scoredText";

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
  const { batch, bytes } = scoredText({ documents: DOCUMENTS }, TOKENS, PIECES, { seqLen: 4, seed: 1 }, 0);
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
