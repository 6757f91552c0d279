import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { importCorpus } from "../../../src/corpus/importCorpus";
import { importIssues } from "../../../src/corpus/importIssues";
import { bytes } from "./byteChunks";
import { fileOf } from "./corpusFile";

test("issues of one file are listed up to a number, the rest counted; other files lose none", () => {
  const issues = importIssues(2);
  for (const line of [1, 2, 3, 4, 5]) issues.add("a.txt", line, "broken", `line ${line}`);
  issues.add("b.txt", 7, "broken");
  expect(issues.list()).toEqual([
    { file: "a.txt", line: 1, reason: "broken", excerpt: "line 1" },
    { file: "a.txt", line: 2, reason: "broken", excerpt: "line 2" },
    { file: "b.txt", line: 7, reason: "broken", excerpt: "" },
    { file: "a.txt", line: 0, reason: "3 more issues of this file are not listed", excerpt: "" },
  ]);
});

test("invalid lines and a cut off gzip are reported with file, line, reason and excerpt; the rest is kept", async () => {
  const text = Array.from({ length: 2000 }, (_, i) => `line ${i * i}\n`).join("");
  const packed = new Uint8Array(gzipSync(text));
  const corpus = await importCorpus(
    [
      fileOf("mt.txt", new Uint8Array([...bytes("one\ntw"), 0xff, ...bytes("\nthree\n")])),
      fileOf("is.txt.gz", packed.slice(0, packed.length - 900)),
    ],
    {},
    { signal: new AbortController().signal },
  );
  const [icelandic, maltese] = corpus.languages;
  expect(maltese!.documents).toEqual(["one", "three"]);
  expect([...maltese!.lineNumbers]).toEqual([1, 3]);
  expect(icelandic!.documents.length).toBeGreaterThan(100);
  expect(icelandic!.documents.slice(0, -1)).toEqual(text.split("\n").slice(0, icelandic!.documents.length - 1));
  expect(corpus.issues).toEqual([
    {
      file: "is.txt.gz",
      line: 0,
      reason: "the gzip data is cut off: what was packed before the end was kept",
      excerpt: "",
    },
    { file: "mt.txt", line: 2, reason: "not valid UTF-8: the line was skipped", excerpt: "tw\ufffd" },
  ]);
});
