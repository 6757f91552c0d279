import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadTokenizer } from "../../../src/corpus/loadTokenizer";
import { bytesOfTokens, pieceBytes } from "../../../src/corpus/tokenBytes";

const read = (path: string): string => readFileSync(join(import.meta.dirname, "../../..", path), "utf8");
const SAMPLE = read("public/models/babel-7m/tokenizer.json");

/** Bytes of each token of each document. */
function bytesOf(json: string, config: string, documents: readonly string[]) {
  const tokenizer = loadTokenizer(json, config);
  const ids = documents.map((document) => tokenizer.encode(document));
  const documentStart = new Uint32Array(documents.length + 1);
  for (const [d, { length }] of ids.entries()) documentStart[d + 1] = documentStart[d]! + length;
  const tokens = { language: "x", ids: Int32Array.from(ids.flat()), documentStart, issues: [] };
  const bytes = bytesOfTokens({ documents }, tokens, pieceBytes(json)).ids;
  return ids.map((own, d) => ({ ids: own, bytes: [...bytes.subarray(documentStart[d]!, documentStart[d + 1]!)] }));
}

const sizeOf = (text: string): number => Buffer.byteLength(text, "utf8");

test.each(["npi_Deva", "mkd_Cyrl", "isl_Latn", "eng_Latn"])(
  "%s: what the library decodes of a byte-level text's beginning has the bytes of its tokens",
  (language) => {
    const documents = read(`public/corpora/udhr/${language}.txt`).trim().split("\n").slice(0, 20);
    const { decode } = loadTokenizer(SAMPLE, read("public/models/babel-7m/tokenizer_config.json"));
    let whole = 0;
    for (const [d, { ids, bytes }] of bytesOf(SAMPLE, "{}", documents).entries()) {
      let sum = 0;
      for (const [i, own] of bytes.entries()) {
        sum += own;
        const text = decode(ids.slice(0, i + 1));
        // A token may end within a character: its bytes so far are no text.
        if (text.endsWith("�")) continue;
        expect(sum).toBe(sizeOf(text));
        whole++;
      }
      expect(sum).toBe(sizeOf(documents[d]!));
    }
    expect(whole).toBeGreaterThan(100);
  },
);

test("characters that the tokenizer normalizes keep the bytes of the text as it was given", () => {
  // NFC makes one character (2 bytes) of e and the combining accent (1 + 2 bytes).
  const text = "e\u0301te\u0301 e\u0301te\u0301";
  const [row] = bytesOf(SAMPLE, "{}", [text]);
  expect(row!.bytes.reduce((sum, own) => sum + own, 0)).toBe(15);
  expect(row!.ids).toEqual(loadTokenizer(SAMPLE, "{}").encode(text.normalize("NFC")));
});

/** In the manner of SentencePiece: blanks as ▁, one put before the text, bytes of what the vocabulary lacks. */
const METASPACE = JSON.stringify({
  model: {
    type: "BPE",
    byte_fallback: true,
    unk_token: "<unk>",
    vocab: { "<unk>": 0, "<0xC5>": 1, "<0xBC>": 2, "▁": 3, a: 4, b: 5, "▁a": 6, é: 7 },
    merges: ["▁ a"],
  },
  normalizer: {
    type: "Sequence",
    normalizers: [
      { type: "Prepend", prepend: "▁" },
      { type: "Replace", pattern: { String: " " }, content: "▁" },
    ],
  },
  decoder: { type: "Sequence", decoders: [{ type: "ByteFallback" }] },
});

test("pieces with SentencePiece's blank, and those of one byte", () => {
  const bytes = pieceBytes(METASPACE);
  expect([1, 2, 3, 4, 6, 7].map((id) => bytes.get(id))).toEqual([1, 1, 1, 1, 2, 2]);
  // ▁a b é ▁a: five bytes and blanks, of which the first is none of the text.
  const [row] = bytesOf(METASPACE, "{}", ["abé a"]);
  expect(row!.ids).toEqual([6, 5, 7, 6]);
  expect(row!.bytes.reduce((sum, own) => sum + own, 0)).toBe(6);
  // 2, 1, 2, 2 of 7 bytes stretched to 6: ends at 1.7, 2.6, 4.3, 6.
  expect(row!.bytes).toEqual([2, 1, 1, 2]);
});

test("marks of word parts are no text", () => {
  const model = { type: "WordPiece", vocab: { "[UNK]": 0, un: 1, "##like": 2 }, continuing_subword_prefix: "##" };
  const bytes = pieceBytes(JSON.stringify({ model: { ...model, unk_token: "[UNK]" } }));
  expect([bytes.get(1), bytes.get(2)]).toEqual([2, 4]);
});

test("special tokens written in a text have the bytes of their name", () => {
  expect(pieceBytes(SAMPLE).get(1)).toBe("<|bos|>".length);
});

test("a vocabulary in a list has the ids of its order", () => {
  const json = JSON.stringify({
    model: {
      type: "Unigram",
      vocab: [
        ["<unk>", 0],
        ["▁żur", -1],
      ],
    },
  });
  expect(pieceBytes(json).get(1)).toBe(5);
});

test("an empty document has no bytes, and one whose tokens are unknown shares its own evenly", () => {
  const tokens = { language: "x", ids: Int32Array.of(90, 91), documentStart: Uint32Array.of(0, 0, 2), issues: [] };
  expect([...bytesOfTokens({ documents: ["", "abcd"] }, tokens, new Map()).ids]).toEqual([2, 2]);
});
