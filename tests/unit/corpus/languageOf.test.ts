import fc from "fast-check";
import { expect, test } from "vitest";
import { LANGUAGES } from "../../../src/corpus/languageNames";
import { labelOfFile, languageOfFile, toLabel } from "../../../src/corpus/languageOf";

test.each([
  ["mt.txt", "mlt_Latn"],
  ["mlt_Latn.jsonl", "mlt_Latn"],
  ["flores.dev.isl_Latn", "isl_Latn"],
  ["dev/isl_Latn.dev", "isl_Latn"],
  ["mlt-Latn.txt.gz", "mlt_Latn"],
  ["id.mt.train.txt", "mlt_Latn"],
  ["cym_Latn.train.txt", "cym_Latn"],
  ["ekk_Latn.tsv", "est_Latn"],
  ["lav.txt", "lvs_Latn"],
  ["npi.txt", "npi_Deva"],
  ["zh-TW.csv.gz", "zho_Hant"],
  ["Maltese.txt", "mlt_Latn"],
  ["wiki-mt.txt", "mlt_Latn"],
  ["mt_train.txt", "mlt_Latn"],
  ["train_mlt_Latn_10K.jsonl", "mlt_Latn"],
  ["mlt_news_2019_10K-sentences.txt", "mlt_Latn"],
  ["Europarl.en-mt.mt", "mlt_Latn"],
  ["corpus/mt/train.txt", "mlt_Latn"],
  ["glotcc/mlt-Latn/part-0001.jsonl.gz", "mlt_Latn"],
  ["eng/flores.dev.isl_Latn", "isl_Latn"],
  ["archive.zip/udhr/isl_Latn.txt", "isl_Latn"],
])("%s is %s", (path, language) => {
  expect(languageOfFile(path)).toBe(language);
});

test.each(["notes.txt", "my_text.txt", "en-mt.txt", "train.jsonl", "corpus/data.txt", "part-0001.txt", "", ".txt"])(
  "%j says no language",
  (path) => {
    expect(languageOfFile(path)).toBeUndefined();
  },
);

test("every code names its own file, however it is packed and wherever it lies", () => {
  const layout = fc.constantFrom("", ".txt", ".jsonl", ".csv", ".tsv.gz", ".train.txt", ".valid.txt.gz");
  const folder = fc.constantFrom("", "corpus/", "flores200_dataset/devtest/");
  fc.assert(
    fc.property(fc.constantFrom(...LANGUAGES), layout, folder, ({ code }, end, at) => {
      expect(languageOfFile(`${at}${code}${end}`)).toBe(code);
      expect(languageOfFile(`${at}${code.replace("_", "-")}${end}`)).toBe(code);
    }),
  );
});

test("a label of a name that says no language is that name", () => {
  expect(labelOfFile("folder/my notes.v2.txt.gz")).toBe("my_notes_v2");
  expect(labelOfFile("ελληνικό κείμενο.txt")).toBe("ελληνικό_κείμενο");
  expect(labelOfFile(".txt")).toBe("unnamed");
});

test("a label never holds what separates labels in files", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(toLabel(text)).toMatch(/^[^\s./\\]+$/u);
    }),
  );
});
