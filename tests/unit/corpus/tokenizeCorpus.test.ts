import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import type { Corpus, LanguageText } from "../../../src/corpus/corpus";
import { importCorpus } from "../../../src/corpus/importCorpus";
import { loadTokenizer, type TextTokenizer } from "../../../src/corpus/loadTokenizer";
import { type TokenizeProgress, tokenizeLanguage } from "../../../src/corpus/tokenizeCorpus";

const root = join(import.meta.dirname, "../../..");
const golden = JSON.parse(readFileSync(join(root, "tests/fixtures/corpus/udhrTokens.json"), "utf8")) as Record<
  string,
  number[]
>;
const { signal } = new AbortController();

/** One character, one token: its code point. */
const byCharacter: Pick<TextTokenizer, "encode"> = {
  encode: (text) => Array.from(text, (character) => character.codePointAt(0)!),
};

const textOf = (documents: readonly string[]): LanguageText => ({
  language: "mlt_Latn",
  files: ["mt.txt"],
  labels: [],
  fileLines: [documents.length],
  documents,
  lineNumbers: Uint32Array.from(documents, (_, i) => i + 1),
  fileRows: [documents.length],
  rows: Uint32Array.from(documents, (_, i) => i + 1),
  lines: documents.length,
  bytes: 0,
  duplicates: 0,
  aligned: false,
});

let sample: Corpus;
let tokenizer: TextTokenizer;
beforeAll(async () => {
  const files = Object.keys(golden).map((language) => ({
    name: `${language}.txt`,
    blob: new Blob([new Uint8Array(readFileSync(join(root, `public/corpora/udhr/${language}.txt`)))]),
  }));
  sample = await importCorpus(files, {}, { signal });
  const read = (name: string): string => readFileSync(join(root, "public/models/babel-7m", name), "utf8");
  tokenizer = loadTokenizer(read("tokenizer.json"), read("tokenizer_config.json"));
});

test.each(Object.keys(golden))(
  "%s: whole files of the sample corpus have exactly the golden tokens",
  async (language) => {
    const text = sample.languages.find((one) => one.language === language)!;
    const { ids, documentStart } = await tokenizeLanguage(text, tokenizer, { signal });
    expect([...ids]).toEqual(golden[language]);
    expect(documentStart).toHaveLength(50);
    expect(documentStart[49]).toBe(ids.length);
  },
);

test("documents start where they are said to start", async () => {
  const { ids, documentStart, language } = await tokenizeLanguage(textOf(["abc", "d", "ef"]), byCharacter, { signal });
  expect(language).toBe("mlt_Latn");
  expect([...ids]).toEqual([97, 98, 99, 100, 101, 102]);
  expect([...documentStart]).toEqual([0, 3, 4, 6]);
  expect(ids.buffer.byteLength).toBe(24);
});

test("nothing gives nothing", async () => {
  const { ids, documentStart } = await tokenizeLanguage(textOf([]), byCharacter, { signal });
  expect(ids).toHaveLength(0);
  expect([...documentStart]).toEqual([0]);
});

test("a document without a token is reported by file and line, and costs the language no other", async () => {
  const holes: Pick<TextTokenizer, "encode"> = { encode: (text) => (text.startsWith("?") ? [7, Number.NaN] : [1, 2]) };
  const files = ["a\n\n?\n", "b\n?!\n\nc\n"].map((text, i) => ({ name: `${i}/mt.txt`, blob: new Blob([text]) }));
  const [text] = (await importCorpus(files, {}, { signal })).languages;
  const { ids, documentStart, issues } = await tokenizeLanguage(text!, holes, { signal });
  expect([...ids]).toEqual([1, 2, 1, 2, 1, 2]);
  expect([...documentStart]).toEqual([0, 2, 2, 4, 4, 6]);
  const reason = expect.stringContaining("no token for unknown text");
  expect(issues).toEqual([
    { file: "0/mt.txt", line: 3, reason, excerpt: "?", by: "tokenizer" },
    { file: "1/mt.txt", line: 2, reason, excerpt: "?!", by: "tokenizer" },
  ]);
});

test("progress is told while it runs, other events run, and a Cancel among them stops it", async () => {
  const steps: TokenizeProgress[] = [];
  const controller = new AbortController();
  const reason = new Error("cancelled");
  setTimeout(() => controller.abort(reason), 30);
  const documents = Array<string>(3_000_000).fill("some words to count as characters");
  const hooks = {
    signal: controller.signal,
    yieldEveryMs: 5,
    onProgress: (step: TokenizeProgress) => steps.push(step),
  };
  await expect(tokenizeLanguage(textOf(documents), byCharacter, hooks)).rejects.toBe(reason);
  expect(steps.length).toBeGreaterThan(0);
  expect(steps.at(-1)!.documents).toBeLessThan(documents.length);
  expect(steps[0]).toMatchObject({ language: "mlt_Latn", documentsTotal: 3_000_000, tokens: 33 * steps[0]!.documents });
});
