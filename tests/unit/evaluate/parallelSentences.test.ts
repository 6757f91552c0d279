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
      "eng_Latn.txt": "one\ntwo\nthree\nfour\n\n",
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
          { id: 7, text: "sieben" },
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

  /** The pairs that are counted, or why none are. */
  const said = async (files: Readonly<Record<string, string>>, options: ImportOptions = {}): Promise<unknown> => {
    const [texts, tokens] = await read(files, options);
    try {
      return parallelSentences(texts, tokens).texts;
    } catch (error) {
      return (error as RangeError).message;
    }
  };

  test("tells rows of a table from lines of its file", async () => {
    const eng = "text\none\ntwo\nthree\nfour\nfive\n";
    const deu = 'text\neins\n"zwei\nzwei"\ndrei\nvier\n';
    expect(await said({ "deu_Latn.csv": `${deu}fuenf\n`, "eng_Latn.csv": eng })).toEqual([
      ["eins", "zwei\nzwei", "drei", "vier", "fuenf"],
      ["one", "two", "three", "four", "five"],
    ]);
    // As many lines as the English table, but not as many rows.
    expect(await said({ "deu_Latn.csv": deu, "eng_Latn.csv": eng })).toMatch(
      /not aligned with deu_Latn by line: eng_Latn.csv has 5; deu_Latn.csv has 4\. Give .*name a field with an id/,
    );
    // A text of no words keeps its row, in a table and in lines.
    expect(
      await said({ "deu_Latn.tsv": 'n\ttext\n1\teins\n2\t""\n3\tdrei\n', "eng_Latn.txt": "one\n\nthree\n" }),
    ).toEqual([
      ["eins", "drei"],
      ["one", "three"],
    ]);
  });

  test("refuses records of which nobody knows how many are missing", async () => {
    const refused = async (deu: Record<string, string>, eng: string) =>
      expect(await said({ ...deu, "eng_Latn.txt": eng })).toMatch(
        /^the translations of deu_Latn cannot be told by their lines, as deu_Latn\.\w+: (its row on line 3 is broken|there are blank lines before its record 2|its records are of several languages): mend the file \(.*\), or name a field with an id/,
      );
    await refused({ "deu_Latn.csv": "n,text\n1,eins\n2,zw,ei\n3,drei\n" }, "one\ntwo\nthree\n");
    await refused({ "deu_Latn.csv": 'n,text\n1,eins\n2,"zwei\n3,drei\n' }, "one\nthree\n");
    await refused({ "deu_Latn.csv": "n,text\n1,eins\n\n3,drei\n" }, "one\nthree\n");
    await refused({ "deu_Latn.jsonl": `${jsonl({ text: "eins" })}\n${jsonl({ text: "drei" })}` }, "one\n\nthree\n");
    // Records of one line each: a broken one is one, and blank lines behind the last are none.
    const broken = `${jsonl({ text: "eins" })}{"text":\n${jsonl({ text: "drei" })}\n\n`;
    expect(await said({ "deu_Latn.jsonl": broken, "eng_Latn.txt": "one\ntwo\nthree\n" })).toEqual([
      ["eins", "drei"],
      ["one", "three"],
    ]);
    const both = jsonl({ lang: "deu_Latn", text: "eins" }, { lang: "eng_Latn", text: "one" });
    expect(await said({ "all.jsonl": both }, { languageField: "lang" })).toMatch(
      /all\.jsonl: its records are of several languages/,
    );
  });

  test("takes a translation that is missing as the refusal says to write it", async () => {
    const english = { "eng_Latn.txt": "one\ntwo\nthree\n" };
    for (const german of [
      { "deu_Latn.txt": "eins\n\ndrei\n" },
      { "deu_Latn.jsonl": jsonl({ text: "eins" }, { text: "" }, { text: "drei" }) },
      { "deu_Latn.csv": 'text\neins\n""\ndrei\n' },
    ]) {
      expect(await said({ ...german, ...english })).toEqual([
        ["eins", "drei"],
        ["one", "three"],
      ]);
    }
  });

  test("refuses files that have not as many lines, whichever comes first", async () => {
    const parts = { "deu/a.txt": "eins\nzwei\n", "deu/b.txt": "x\ny\n", "eng/b.txt": "X\nY\n" };
    expect(await said({ ...parts, "eng/a.txt": "one\ntwo\nthree\n" })).toMatch(
      /^eng_Latn is not aligned with deu_Latn by line: eng\/a\.txt has 3, eng\/b\.txt has 2; deu\/a\.txt has 2, deu\/b\.txt has 2\. /,
    );
    expect(await said({ ...parts, "eng/a.txt": "one\ntwo\n" })).toEqual([
      ["eins", "zwei", "x", "y"],
      ["one", "two", "X", "Y"],
    ]);
    // The same lines in all, shared out otherwise.
    expect(await said({ ...parts, "eng/a.txt": "one\n", "eng/b.txt": "X\nY\nZ\n" })).toContain("is not aligned");
    expect(await said({ "deu.txt": "a\nb\n", "eng.txt": "A\n\nB\n", "mlt.txt": "1\n2\n3\n" })).toMatch(
      /^deu_Latn is not aligned with eng_Latn by line: deu\.txt has 2; eng\.txt has 3\. /,
    );
  });

  test("refuses parts of a text of which each language lacks another", async () => {
    const parts = { "deu/1.txt": "eins\n", "deu/2.txt": "zwei\n", "2_eng_Latn.txt": "two\n" };
    expect(await said({ ...parts, "3_eng_Latn.txt": "three\n" })).toMatch(
      /in the order of their names 2_eng_Latn\.txt would stand beside deu\/1\.txt\. Name files/,
    );
    expect(await said({ ...parts, "1_eng_Latn.txt": "one\n" })).toEqual([
      ["eins", "zwei"],
      ["one", "two"],
    ]);
  });

  test("refuses an id of several texts, and takes none that is empty", async () => {
    const eng = "id\ttext\n1\tone\n2\ttwo\n\tthree\n";
    const deu = [
      { id: "", text: "vier" },
      { id: 1, text: "eins" },
      { id: 2, text: "zwei" },
    ];
    expect(await said({ "deu_Latn.jsonl": jsonl(...deu), "eng_Latn.tsv": eng }, { idField: "id" })).toEqual([
      ["eins", "zwei"],
      ["one", "two"],
    ]);
    const twice = jsonl(...deu, { id: 1, text: "ein" });
    expect(await said({ "deu_Latn.jsonl": twice, "eng_Latn.tsv": eng }, { idField: "id" })).toMatch(
      /^the id "1" stands for several texts of deu_Latn \(deu_Latn\.jsonl\)/,
    );
    const anew = { "deu/a.jsonl": jsonl({ id: 1, text: "a" }), "deu/b.jsonl": jsonl({ id: 1, text: "b" }) };
    expect(await said({ ...anew, "eng_Latn.tsv": eng }, { idField: "id" })).toMatch(
      /\(deu\/a\.jsonl, deu\/b\.jsonl\).*each begin their ids anew/,
    );
  });
});
