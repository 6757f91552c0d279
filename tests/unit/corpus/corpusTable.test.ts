import { expect, test } from "vitest";
import { corpusTable } from "../../../src/corpus/corpusTable";
import { importCorpus } from "../../../src/corpus/importCorpus";

test("a row a language, with tokens where they were counted", async () => {
  const files = [
    { name: "mt.txt", blob: new Blob(["ħobż\nħobż\n\n"]) },
    { name: "my-notes.txt", blob: new Blob(["abc\n"]) },
  ];
  const corpus = await importCorpus(files, {}, { signal: new AbortController().signal });
  const tokens = new Map([["mlt_Latn", { ids: new Int32Array(6) }]]);
  expect(corpusTable(corpus, tokens)).toEqual([
    {
      language: "mlt_Latn",
      name: "Maltese",
      files: ["mt.txt"],
      labels: [{ from: "file", key: "mt.txt" }],
      documents: 2,
      lines: 3,
      bytes: 12, // ħ and ż take two bytes each
      tokens: 6,
      tokensPerByte: 0.5,
      duplicates: 1,
      aligned: false,
    },
    {
      language: "my-notes",
      name: "my-notes",
      files: ["my-notes.txt"],
      labels: [{ from: "file", key: "my-notes.txt" }],
      documents: 1,
      lines: 1,
      bytes: 3,
      tokens: null,
      tokensPerByte: null,
      duplicates: 0,
      aligned: false,
    },
  ]);
});
