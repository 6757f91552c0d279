import { expect, test } from "vitest";
import { paddingToken } from "../../../src/train/paddingToken";

const MODEL = { dVocab: 100, padTokenId: 11, eosTokenId: 13 };
const TOKENIZER = { padTokenId: 12, eosTokenId: 14 };

test("the token is the model's, the tokenizer's, the model's end of text, the tokenizer's", () => {
  const { dVocab, eosTokenId } = MODEL;
  expect(paddingToken(MODEL, TOKENIZER, true)).toBe(11);
  expect(paddingToken({ dVocab, eosTokenId }, TOKENIZER, true)).toBe(12);
  expect(paddingToken({ dVocab, eosTokenId }, { eosTokenId: 14 }, true)).toBe(13);
  expect(paddingToken({ dVocab }, { eosTokenId: 14 }, true)).toBe(14);
  expect(paddingToken({ ...MODEL, padTokenId: 0 }, TOKENIZER, true)).toBe(0);
});

test("a tokenizer's token that the model has no row for is passed over", () => {
  expect(paddingToken({ dVocab: 100, eosTokenId: 13 }, { padTokenId: 100 }, true)).toBe(13);
});

test("without any, padding that counts in the loss is refused, and other padding is token 0", () => {
  expect(() => paddingToken({ dVocab: 100 }, {}, true)).toThrow(RangeError);
  expect(() => paddingToken({ dVocab: 100 }, {}, true)).toThrow("lossOnPadding needs a token to pad with");
  expect(paddingToken({ dVocab: 100 }, {}, false)).toBe(0);
});
