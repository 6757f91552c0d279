import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadTokenizer } from "../../../src/corpus/loadTokenizer";

const read = (path: string): string => readFileSync(join(import.meta.dirname, "../../..", path), "utf8");
const TOKENIZER = read("public/models/babel-7m/tokenizer.json");
const CONFIG = read("public/models/babel-7m/tokenizer_config.json");

test("texts that are hard to tokenize get the ids of the Rust library", () => {
  const tokenizer = loadTokenizer(TOKENIZER, CONFIG);
  const rows = JSON.parse(read("tests/fixtures/corpus/trickyTokens.json")) as { text: string; ids: number[] }[];
  expect(rows.length).toBeGreaterThan(90);
  for (const { text, ids } of rows) expect(tokenizer.encode(text), JSON.stringify(text)).toEqual(ids);
});

test("special tokens are found by the names that the config gives them, as text or as object", () => {
  expect(loadTokenizer(TOKENIZER, CONFIG)).toMatchObject({ bosTokenId: 1, eosTokenId: 2, padTokenId: 0 });
  const older = JSON.stringify({ bos_token: { __type: "AddedToken", content: "<|bos|>" }, pad_token: null });
  const tokenizer = loadTokenizer(TOKENIZER, older);
  expect(tokenizer.bosTokenId).toBe(1);
  expect("padTokenId" in tokenizer).toBe(false);
  expect("eosTokenId" in loadTokenizer(TOKENIZER, "{}")).toBe(false);
});

test("tokens become the text again, without special tokens and with its blanks", () => {
  const { encode, decode } = loadTokenizer(TOKENIZER, CONFIG);
  const text = " čaj , 🎉 it 's  जन\n";
  expect(decode(encode(text))).toBe(text);
  expect(decode([1, ...encode("a b"), 2, 0])).toBe("a b");
  expect(decode(encode("🎉").slice(0, 2))).toBe("\uFFFD");
  expect(decode([])).toBe("");
});

test("what the template puts before a text is told, where it puts anything", () => {
  expect(loadTokenizer(TOKENIZER, CONFIG).prefix).toEqual([1]);
  const { post_processor: _, ...plain } = JSON.parse(TOKENIZER);
  expect(loadTokenizer(JSON.stringify(plain), CONFIG).prefix).toEqual([]);
});

test("fields that a tokenizer may leave out are not missed", () => {
  const vocab = { "[UNK]": 0, a: 1, "##b": 2 };
  const model = {
    type: "WordPiece",
    vocab,
    unk_token: "[UNK]",
    continuing_subword_prefix: "##",
    max_input_chars_per_word: 100,
  };
  expect(loadTokenizer(JSON.stringify({ model }), "{}").encode("ab")).toEqual([1, 2]);
});

test.each([
  ["text that is no JSON", "{", "{}", /^tokenizer\.json is not valid JSON: /],
  ["a config that is no JSON", '{"model":{}}', "<html>", /^tokenizer_config\.json is not valid JSON: /],
  ["a list", "[]", "{}", "tokenizer.json holds no JSON object"],
  ["no model", "{}", "{}", 'tokenizer.json has no "model"'],
  [
    "a model of another type",
    '{"model":{"type":"WordLevel","vocab":{"a":0}}}',
    "{}",
    'tokenizer.json has a model of type "WordLevel"; those that can be used are BPE, WordPiece, Unigram',
  ],
  ["no vocabulary", '{"model":{"type":"BPE","merges":[]}}', "{}", "tokenizer.json has no vocabulary for its BPE model"],
  ["no merges", '{"model":{"type":"BPE","vocab":{}}}', "{}", "tokenizer.json has no merges for its BPE model"],
  [
    "a step that is not known",
    '{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"pre_tokenizer":{"type":"Magic"}}',
    "{}",
    "tokenizer.json cannot be used: Unknown PreTokenizer type: Magic",
  ],
])("%s is refused with the reason", (_name, tokenizer, config, message) => {
  expect(() => loadTokenizer(tokenizer, config)).toThrow(message);
});
