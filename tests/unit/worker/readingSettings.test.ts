import { expect, test } from "vitest";
import type { ImportOptions } from "../../../src/corpus/corpus";
import { importCorpus } from "../../../src/corpus/importCorpus";
import { readingSettings } from "../../../src/worker/readingSettings";

const { signal } = new AbortController();

async function read(files: Readonly<Record<string, string>>, options: ImportOptions = {}) {
  const given = Object.entries(files).map(([name, text]) => ({ name, blob: new Blob([text]) }));
  const corpus = await importCorpus(given, options, { signal });
  const documents = corpus.languages.map((one) => [one.language, ...one.documents]);
  return { hash: corpus.hash, documents, settings: readingSettings(corpus, options) };
}

test("two languages of one file that change labels have other settings, whatever their hash", async () => {
  const files = { "both.jsonl": '{"lang":"a","text":"bonġu"}\n{"lang":"b","text":"bore da"}\n' };
  const one = await read(files, { languageField: "lang", labels: { a: "mlt_Latn", b: "cym_Latn" } });
  const other = await read(files, { languageField: "lang", labels: { a: "cym_Latn", b: "mlt_Latn" } });
  expect(other.documents).not.toEqual(one.documents);
  expect(other.hash).toBe(one.hash);
  expect(other.settings).not.toEqual(one.settings);
});

test("two files of a language that change names have other settings, whatever their hash", async () => {
  const one = await read({ "mt/a.txt": "bonġu\n", "mt/b.txt": "saħħa\n", "cy.txt": "bore da\n" });
  const other = await read({ "mt/a.txt": "saħħa\n", "mt/b.txt": "bonġu\n", "cy.txt": "bore da\n" });
  expect(one.documents).toEqual([
    ["cym_Latn", "bore da"],
    ["mlt_Latn", "bonġu", "saħħa"],
  ]);
  expect(other.documents).not.toEqual(one.documents);
  expect(other.hash).toBe(one.hash);
  expect(other.settings).not.toEqual(one.settings);
});

test("the same documents in the same order have the same settings, whatever their files are called", async () => {
  const one = await read({ "1/mt.txt": "bonġu\n", "2/mt.txt": "saħħa\n", "cy.txt": "bore da\n" });
  const other = await read({ "b/mt.txt": "saħħa\n", "a/mt.txt": "bonġu\n", "z/cy.txt": "bore da\n" });
  expect(other).toEqual(one);
});

test("every option is told, unset or not, labels in one order", () => {
  const corpus = { order: "00" };
  const nothing = { removeDuplicates: false, textField: null, languageField: null, idField: null, labels: {} };
  expect(readingSettings(corpus, {})).toEqual({ ...nothing, order: "00" });
  const options = { removeDuplicates: true, textField: "t", languageField: "l", idField: "i" };
  const settings = readingSettings(corpus, { ...options, labels: { b: "mlt_Latn", a: "cym_Latn" } });
  const labels = { a: "cym_Latn", b: "mlt_Latn" };
  expect(JSON.stringify(settings)).toBe(JSON.stringify({ ...options, labels, order: "00" }));
});
