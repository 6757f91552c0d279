import { describe, expect, test } from "vitest";
import { textStream } from "../../../src/evaluate/textStream";

/** A token is a byte, as in the worst of byte-level vocabularies. */
const bytesOf = (text: string): number[] => [...new TextEncoder().encode(text)];
const decode = (tokens: readonly number[]): string =>
  new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(tokens));

const TEXT = "čaj 🎉 जन\n日本 e\u0301!";

test("pieces are whole characters, and together the text", () => {
  const stream = textStream(decode, bytesOf("Tea: "));
  const pieces = bytesOf(TEXT).map((byte) => stream.push(byte));
  expect(pieces.join("")).toBe(TEXT);
  expect(pieces.filter((piece) => piece !== "")).toEqual([...TEXT]); // one by one, none early or split
  expect(stream.end()).toBe("");
});

test("what is no character comes with the next one that is, and at the end", () => {
  const stream = textStream(decode, []);
  const pieces = [0x61, 0xff, 0x62, 0xe0].map((byte) => stream.push(byte));
  expect(pieces).toEqual(["a", "", "\uFFFDb", ""]);
  expect(stream.end()).toBe("\uFFFD");
});

describe("a tokenizer that drops the blank that a text begins with", () => {
  const words = ["<s>", "▁Once", "▁upon", "▁a", "▁time", "s"];
  const decodeWords = (tokens: readonly number[]): string =>
    tokens
      .filter((token) => token !== 0)
      .map((token) => words[token])
      .join("")
      .replaceAll("▁", " ")
      .replace(/^ /, "");

  test.each([[[0, 1]], [[0, 1, 2, 1, 2, 1]]])("keeps the one behind the prompt %j", (prompt) => {
    const stream = textStream(decodeWords, prompt);
    expect([2, 3, 4, 5].map((token) => stream.push(token))).toEqual([" upon", " a", " time", "s"]);
  });
});

test("only the last tokens are decoded again", () => {
  let longest = 0;
  const stream = textStream((tokens) => {
    longest = Math.max(longest, tokens.length);
    return decode(tokens);
  }, bytesOf("a long prompt, of which most does not matter"));
  for (const byte of bytesOf(TEXT.repeat(9))) stream.push(byte);
  expect(longest).toBeLessThanOrEqual(9);
});
