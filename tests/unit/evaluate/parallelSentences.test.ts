import { describe, expect, test } from "vitest";
import type { ImportOptions, LanguageText, LanguageTokens } from "../../../src/corpus/corpus";
import { importCorpus } from "../../../src/corpus/importCorpus";
import { tokenizeLanguage } from "../../../src/corpus/tokenizeCorpus";
import { parallelSentences } from "../../../src/evaluate/parallelSentences";

const signal = new AbortController().signal;

/** A token a character; none for "~". */
const tokenizer = {
  encode: (text: string) => Array.from(text, (one) => (one === "~" ? Number.NaN : one.charCodeAt(0))),
  decode: () => "",
  prefix: [],
};

async function read(
  files: Readonly<Record<string, string>>,
  options: ImportOptions = {},
): Promise<[LanguageText[], LanguageTokens[]]> {
  const named = Object.entries(files).map(([name, text]) => ({ name, blob: new Blob([text]) }));
  const { languages } = await importCorpus(named, options, { signal });
  const tokens = await Promise.all(languages.map((text) => tokenizeLanguage(text, tokenizer, { signal })));
  return [[...languages], tokens];
}

const codes = (text: string): Int32Array => Int32Array.from(text, (one) => one.charCodeAt(0));

describe("parallelSentences", () => {
  test("takes the lines that all languages have", async () => {
    const [texts, tokens] = await read({
      "deu_Latn.txt": "eins\nzwei\n\nvier\nfuenf\n",
      "eng_Latn.txt": "one\ntwo\nthree\nfour\n",
      "mlt_Latn.txt": "wiehed\n\ntlieta\nerbgha\nhamsa\n",
    });
    const { languages, texts: said, missing } = parallelSentences(texts, tokens);
    expect(said).toEqual([
      ["eins", "vier"],
      ["one", "four"],
      ["wiehed", "erbgha"],
    ]);
    expect(languages.map(({ language }) => language)).toEqual(["deu_Latn", "eng_Latn", "mlt_Latn"]);
    expect(languages[1]!.sentences).toEqual([codes("one"), codes("four")]);
    expect(missing).toEqual(["deu_Latn", "eng_Latn", "mlt_Latn"].map((language) => ({ language, sentences: 1 })));
  });

  const jsonl = (...records: object[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join("");

  test("takes what has the same id, in any order and format", async () => {
    const [texts, tokens] = await read(
      {
        "deu_Latn.jsonl": jsonl(
          { id: 7, text: "sieben" },
          { id: 3, text: "drei" },
          { id: 4, text: "vier" },
          { id: 7, text: "7" },
        ),
        "eng_Latn.tsv": "text\tid\nthree\t3\nseven\t7\n\t4\n",
      },
      { idField: "id" },
    );
    const { texts: said, missing } = parallelSentences(texts, tokens);
    expect(said).toEqual([
      ["sieben", "drei"],
      ["seven", "three"],
    ]);
    expect(missing).toEqual([{ language: "eng_Latn", sentences: 1 }]);
  });

  test("takes records of one file that say their language and their id", async () => {
    const records = jsonl(
      ...["eins", "zwei"].map((text, i) => ({ key: `s${i}`, lang: "deu_Latn", text })),
      ...["two", "one"].map((text, i) => ({ key: `s${1 - i}`, lang: "eng_Latn", text })),
    );
    const [texts, tokens] = await read({ "all.jsonl": records }, { idField: "key", languageField: "lang" });
    expect(texts.map(({ aligned }) => aligned)).toEqual([true, true]);
    expect(parallelSentences(texts, tokens).texts).toEqual([
      ["eins", "zwei"],
      ["one", "two"],
    ]);
  });

  test("refuses ids in some files alone", async () => {
    const files = { "deu_Latn.jsonl": jsonl({ id: 1, text: "eins" }), "eng_Latn.txt": "one\n" };
    const [texts, tokens] = await read(files, { idField: "id" });
    expect(() => parallelSentences(texts, tokens)).toThrow(
      "none in those of eng_Latn: align all by id, or all by line",
    );
  });

  test("takes the first so many, and none without tokens", async () => {
    const [texts, tokens] = await read({ "deu_Latn.txt": "a\n~\nc\nd\n", "eng_Latn.txt": "A\nB\nC\nD\n" });
    const { texts: said, missing } = parallelSentences(texts, tokens, 2);
    expect(said).toEqual([
      ["a", "c"],
      ["A", "C"],
    ]);
    expect(missing).toEqual([{ language: "deu_Latn", sentences: 1 }]);
  });
});
