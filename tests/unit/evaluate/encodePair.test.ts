import { expect, test } from "vitest";
import { encodePair } from "../../../src/evaluate/tasks/encodePair";

/** Words with the blank before them, as most vocabularies have them; a token is its text's place here. */
const PIECES = ["The", " cat", " ", "\n", " sleeps"];

/** The longest piece first. */
function tokensOf(text: string): number[] {
  if (text === "") return [];
  const fitting = PIECES.filter((piece) => text.startsWith(piece)).sort((a, b) => b.length - a.length)[0]!;
  return [PIECES.indexOf(fitting), ...tokensOf(text.slice(fitting.length))];
}

const tokenizer = { bosTokenId: 100, prefix: [], encode: tokensOf };
const encode = (context: string, continuation: string) => encodePair(tokenizer, { context, continuation });

test("a continuation is tokenized with the blank before it", () => {
  expect(encode("The", "cat")).toEqual({ context: [0], continuation: [1] });
});

test("blanks at the end of the context belong to the continuation", () => {
  expect(encode("The cat \n", "sleeps")).toEqual({ context: [0, 1], continuation: [2, 3, 4] });
});

test("an empty context is the model's first token, or its last", () => {
  expect(encode("", "cat")).toEqual({ context: [100], continuation: [1] });
  const { bosTokenId: _, ...bare } = tokenizer;
  expect(encodePair({ ...bare, eosTokenId: 7 }, { context: "", continuation: "cat" }).context).toEqual([7]);
  expect(() => encodePair(bare, { context: "", continuation: "cat" })).toThrow("no token to begin a text with");
});

test("a tokenizer that leaves nothing behind the context is refused", () => {
  const one = { encode: () => [1], prefix: [], bosTokenId: 100 };
  expect(() => encodePair(one, { context: "a", continuation: "b" })).toThrow('leaves nothing of "b"');
});

test("before the text stands what the model's template puts there, once", () => {
  const template = { ...tokenizer, prefix: [100] };
  expect(encodePair(template, { context: "The", continuation: "cat" })).toEqual({
    context: [100, 0],
    continuation: [1],
  });
  expect(encodePair(template, { context: "", continuation: "cat" })).toEqual({ context: [100], continuation: [1] });
  expect(encodePair(template, { context: " \n", continuation: "cat" })).toEqual({
    context: [100],
    continuation: [2, 3, 1],
  });
});
