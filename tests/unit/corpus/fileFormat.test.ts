import { expect, test } from "vitest";
import { formatOf, isSystemFile } from "../../../src/corpus/fileFormat";

test.each([
  ["mt.txt", "none text"],
  ["folder.v2/MT.TXT", "none text"],
  ["mlt_Latn.jsonl", "none jsonl"],
  ["mt.ndjson", "none jsonl"],
  ["mt.csv", "none csv"],
  ["mt.tsv.gz", "gzip tsv"],
  ["mt.txt.gz", "gzip text"],
  ["corpus.zip", "zip"],
  ["flores.dev.isl_Latn", "none text"],
  ["isl_Latn.devtest", "none text"],
  ["Europarl.en-mt.mt.gz", "gzip text"],
  ["mt", "none text"],
  ["mlt_Latn.gz", "gzip text"],
])("%s is read as %s", (name, format) => {
  const found = formatOf(name)!;
  expect(found.packing === "zip" ? "zip" : `${found.packing} ${found.text}`).toBe(format);
});

test.each([
  "README.md",
  "LICENSE",
  "corpus.parquet",
  "mt.pdf",
  "mt.txt.bz2",
  "corpus.gz",
  "a.zip.gz",
  "txt",
  "mt.dev.json",
])("%s is not read", (name) => {
  expect(formatOf(name)).toBeUndefined();
});

test("files that systems leave about are known by their names", () => {
  for (const path of [".DS_Store", "a/.DS_Store", "__MACOSX/._mt.txt", "a/__MACOSX/mt.txt", ".git/mt.txt"]) {
    expect(isSystemFile(path), path).toBe(true);
  }
  expect(isSystemFile("a.b/mt.txt")).toBe(false);
});
