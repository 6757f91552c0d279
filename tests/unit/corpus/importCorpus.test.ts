import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import { expect, test } from "vitest";
import type { Corpus, CorpusFile, ImportOptions } from "../../../src/corpus/corpus";
import { importCorpus } from "../../../src/corpus/importCorpus";
import { bytes } from "./byteChunks";
import { fileOf } from "./corpusFile";

const run = (files: readonly CorpusFile[], options: ImportOptions = {}): Promise<Corpus> =>
  importCorpus(files, options, { signal: new AbortController().signal });
/** Issues as [file, line, reason]. */
const issuesOf = ({ issues }: Corpus) => issues.map(({ file, line, reason }) => [file, line, reason]);

const UDHR = join(import.meta.dirname, "../../../public/corpora/udhr");
const udhrFiles = (): CorpusFile[] =>
  readdirSync(UDHR)
    .filter((name) => name.endsWith(".txt"))
    .map((name) => fileOf(name, new Uint8Array(readFileSync(join(UDHR, name)))));

/** The hash as formats.md says it, from whole files with Node's crypto. */
function hashOf(files: readonly (readonly [language: string, content: Uint8Array])[]): string {
  const sha256 = (content: Uint8Array | string): string => createHash("sha256").update(content).digest("hex");
  const lines = files.map(([language, content]) => `${language}\t${content.length}\t${sha256(content)}\n`);
  return sha256(lines.sort().join(""));
}

test("the sample corpus: sixteen languages, aligned, with the bytes that the files have", async () => {
  const corpus = await run(udhrFiles());
  expect(corpus.issues).toEqual([]);
  expect(corpus.languages.map(({ language }) => language)).toEqual(
    "afr_Latn cym_Latn deu_Latn eng_Latn est_Latn eus_Latn fra_Latn isl_Latn lit_Latn mkd_Cyrl npi_Deva rus_Cyrl slk_Latn slv_Latn spa_Latn tur_Latn".split(
      " ",
    ),
  );
  for (const { language, files, documents, lines, bytes: size, lineNumbers, aligned } of corpus.languages) {
    const content = readFileSync(join(UDHR, `${language}.txt`));
    expect(files).toEqual([`${language}.txt`]);
    expect(documents).toHaveLength(49);
    expect(lines).toBe(49);
    expect(aligned).toBe(true);
    expect([...lineNumbers]).toEqual(Array.from({ length: 49 }, (_, i) => i + 1));
    expect(size).toBe(content.length - 49); // without the newlines
  }
  const contents = corpus.languages.map(
    ({ language }) => [language, readFileSync(join(UDHR, `${language}.txt`))] as const,
  );
  expect(corpus.hash).toBe(hashOf(contents));
  expect(corpus.order).toBe(hashOf(contents)); // one file a language: there is one order
});

test("a corpus and its archive are the same corpus with the same hash", async () => {
  const plain = await run(udhrFiles());
  const archive = zipSync(
    Object.fromEntries(
      readdirSync(UDHR).map((name) => [`udhr/${name}`, new Uint8Array(readFileSync(join(UDHR, name)))]),
    ),
  );
  const packed = await run([fileOf("all.zip", archive)]);
  expect(packed.hash).toBe(plain.hash);
  expect(packed.languages.map(({ documents }) => documents)).toEqual(plain.languages.map(({ documents }) => documents));
  expect(packed.languages[0]!.files).toEqual(["all.zip/udhr/afr_Latn.txt"]);
  // The file of paragraph names is told, and nothing else is.
  expect(packed.issues.map(({ file }) => file)).toEqual(["all.zip/udhr/ids.json"]);
});

test("two files of one language are joined in name order and reported", async () => {
  const valid = "valid 1\nvalid 2\n";
  const corpus = await run([
    fileOf("mt.valid.txt", valid),
    fileOf("mt.train.txt", "\ntrain 2\n"),
    fileOf("is.txt", "x\n"),
  ]);
  const [icelandic, maltese] = corpus.languages;
  expect(icelandic!.documents).toEqual(["x"]);
  expect(maltese).toMatchObject({
    language: "mlt_Latn",
    files: ["mt.train.txt", "mt.valid.txt"],
    documents: ["train 2", "valid 1", "valid 2"],
    lines: 4,
    aligned: false,
  });
  expect([...maltese!.lineNumbers]).toEqual([2, 3, 4]);
  expect(issuesOf(corpus)).toEqual([
    ["mt.train.txt", 0, "2 files are mlt_Latn, joined in this order: mt.train.txt, mt.valid.txt"],
  ]);
  expect(corpus.hash).toBe(
    hashOf([
      ["mlt_Latn", bytes("\ntrain 2\n")],
      ["mlt_Latn", bytes(valid)],
      ["isl_Latn", bytes("x\n")],
    ]),
  );
});

test("files of archives are joined by their whole names, wherever they were packed", async () => {
  const archive = zipSync({ "mt.txt": bytes("packed\n") });
  const corpus = await run([fileOf("c.zip", archive), fileOf("c.zip.mt.txt", "plain\n")]);
  expect(corpus.languages[0]).toMatchObject({
    files: ["c.zip.mt.txt", "c.zip/mt.txt"],
    documents: ["plain", "packed"],
  });
});

test("files that hold nothing and files of unknown kinds are reported, the others read", async () => {
  const corpus = await run([
    fileOf("et.txt", ""),
    fileOf("is.txt", "\n\n"),
    fileOf("lt.txt.gz", new Uint8Array(gzipSync(""))),
    fileOf("README.md", "# hello"),
    fileOf(".DS_Store", "junk"),
    fileOf("mt.txt", "kept\n"),
  ]);
  expect(corpus.languages.map(({ language }) => language)).toEqual(["mlt_Latn"]);
  expect(issuesOf(corpus)).toEqual([
    [
      "README.md",
      0,
      ".md files are not known: files are read that end in .txt, .jsonl, .csv or .tsv, each also with .gz, and .zip of these",
    ],
    ["et.txt", 0, "the file is empty"],
    ["is.txt", 0, "the file holds no document"],
    ["lt.txt.gz", 0, "the file is empty"],
  ]);
});

test("each kind of file is read with the text field asked for", async () => {
  const corpus = await run(
    [
      fileOf("mt.jsonl", '{"content":"a"}\n{"text":"b"}\n'),
      fileOf("is.csv", "id,content\n1,c\n"),
      fileOf("et.tsv", "id\tcontent\n1\td, e\n"),
      fileOf("lt.txt", "f\n"),
    ],
    { textField: "content" },
  );
  expect(corpus.languages.map(({ language, documents }) => [language, ...documents])).toEqual([
    ["est_Latn", "d, e"],
    ["isl_Latn", "c"],
    ["lit_Latn", "f"],
    ["mlt_Latn", "a"],
  ]);
  expect(corpus.issues).toEqual([
    { file: "mt.jsonl", line: 2, reason: 'no field "content" (there are: text)', excerpt: '{"text":"b"}' },
  ]);
});

test("a field can say the language of each record; what says none is a label of its own, reported once", async () => {
  const content =
    '{"text":"a","lang":"mt"}\n{"text":"b","lang":"??? x"}\n{"text":"c","lang":"mlt"}\n{"text":"d","lang":"??? x"}\n';
  const corpus = await run([fileOf("all.jsonl", content)], { languageField: "lang" });
  expect(corpus.languages).toMatchObject([
    { language: "mlt_Latn", documents: ["a", "c"], lines: 2, files: ["all.jsonl"] },
    { language: "x", documents: ["b", "d"], lines: 2, files: ["all.jsonl"] },
  ]);
  expect([...corpus.languages[0]!.lineNumbers]).toEqual([1, 3]);
  expect(issuesOf(corpus)).toEqual([
    ["all.jsonl", 2, '"??? x" says no language: imported as "x"; give it a label such as mlt_Latn'],
  ]);
  const edited = await run([fileOf("all.jsonl", content)], { languageField: "lang", labels: { "??? x": "is" } });
  expect(edited.languages.map(({ language }) => language)).toEqual(["isl_Latn", "mlt_Latn"]);
  expect(edited.issues).toEqual([]);
});

test("a name that says no language becomes a label and is reported; an edited label wins over every name", async () => {
  const files = [fileOf("my notes.txt", "a\n"), fileOf("folder/mt.txt", "b\n")];
  const corpus = await run(files);
  expect(corpus.languages.map(({ language }) => language)).toEqual(["mlt_Latn", "my_notes"]);
  expect(issuesOf(corpus)).toEqual([
    ["my notes.txt", 0, 'its name says no language: imported as "my_notes"; give it a label such as mlt_Latn'],
  ]);
  const edited = await run(files, { labels: { "my notes.txt": "Welsh", "folder/mt.txt": "dialect 2" } });
  expect(edited.languages.map(({ language }) => language)).toEqual(["cym_Latn", "dialect_2"]);
  expect(edited.issues).toEqual([]);
});

test("duplicates are counted per language and removed only on request", async () => {
  const files = [fileOf("mt.txt", "a\nb\na\nc\na\nb\n"), fileOf("is.txt", "a\n")];
  const [, counted] = (await run(files)).languages;
  expect(counted).toMatchObject({ duplicates: 3, documents: ["a", "b", "a", "c", "a", "b"], bytes: 6 });
  const [icelandic, removed] = (await run(files, { removeDuplicates: true })).languages;
  expect(icelandic!.documents).toEqual(["a"]);
  expect(removed).toMatchObject({ duplicates: 3, documents: ["a", "b", "c"], bytes: 3, lines: 6 });
  expect([...removed!.lineNumbers]).toEqual([1, 2, 4]);
});

test("duplicates are not removed from files aligned by line", async () => {
  const files = [fileOf("mt.txt", "a\na\n"), fileOf("is.txt", "b\n\n")];
  const corpus = await run(files, { removeDuplicates: true });
  expect(corpus.languages).toMatchObject([
    { aligned: true, documents: ["b"], duplicates: 0 },
    { aligned: true, documents: ["a", "a"], duplicates: 1 },
  ]);
  expect(issuesOf(corpus)).toEqual([
    [
      "mt.txt",
      0,
      "1 repeated documents were kept: the files are aligned line by line, and removing some would shift the rest",
    ],
  ]);
});

test("a text says what labelled it, and every one of these can be given another label", async () => {
  const record = (lang: string) => JSON.stringify({ text: lang, lang });
  const files = [
    fileOf("a.jsonl", [record("mt"), record("Maltese"), record("is")].join("\n")),
    fileOf("b.jsonl", record("mt")),
    fileOf("isl_Latn.devtest", "x\n"),
  ];
  const { languages } = await run(files, { languageField: "lang" });
  expect(languages.map(({ language, labels }) => [language, labels])).toEqual([
    [
      "isl_Latn",
      [
        { from: "field", key: "is" },
        { from: "file", key: "isl_Latn.devtest" },
      ],
    ],
    [
      "mlt_Latn",
      [
        { from: "field", key: "mt" },
        { from: "field", key: "Maltese" },
      ],
    ],
  ]);
  for (const { key } of languages.flatMap(({ labels }) => labels)) {
    const edited = await run(files, { languageField: "lang", labels: { [key]: "de" } });
    const german = edited.languages.find(({ language }) => language === "deu_Latn");
    expect(german?.labels.map((label) => label.key)).toEqual([key]);
  }
});

test("a stray file does not take the alignment from the files that have it", async () => {
  const [mt, is] = [fileOf("mt.txt", "a\na\n"), fileOf("is.txt", "b\nc\n")];
  const strays = [fileOf("notes.txt", "x\nx\nx\n"), fileOf("de.jsonl", '{"text":"y"}\n{"text":"y"}\n')];
  const { languages } = await run([mt, is, ...strays], { removeDuplicates: true });
  expect(languages.map(({ language, aligned, documents }) => [language, aligned, documents])).toEqual([
    ["deu_Latn", false, ["y"]],
    ["isl_Latn", true, ["b", "c"]],
    ["mlt_Latn", true, ["a", "a"]],
    ["notes", false, ["x"]],
  ]);
});

test("languages are aligned by groups, each file of a language counted", async () => {
  const parts = (language: string, ...lines: number[]): CorpusFile[] =>
    lines.map((n, i) => fileOf(`${language}.${i}.txt`, "x\n".repeat(n)));
  const { languages } = await run([
    ...[...parts("mt", 2, 3), ...parts("is", 2, 3)],
    ...[...parts("de", 5), ...parts("en", 5), ...parts("fr", 3, 2)],
  ]);
  expect(languages.filter(({ aligned }) => aligned).map(({ language }) => language)).toEqual(
    "deu_Latn eng_Latn isl_Latn mlt_Latn".split(" "),
  );
});

test("files are aligned when they are all plain text of equally many lines, empty and broken ones counted", async () => {
  const aligned = async (...files: CorpusFile[]): Promise<boolean[]> =>
    (await run(files)).languages.map((language) => language.aligned);
  const two = fileOf("is.txt", "a\n\nb\n");
  expect(await aligned(two, fileOf("mt.txt", "\nc\nd"))).toEqual([true, true]);
  expect(await aligned(two, fileOf("mt.txt", new Uint8Array([...bytes("c\nd\n"), 0xff])))).toEqual([true, true]);
  expect(await aligned(two, fileOf("mt.txt", "c\n"))).toEqual([false, false]);
  expect(await aligned(two)).toEqual([false]);
  expect(await aligned(two, fileOf("mt.csv", "text\nc\nd\n"))).toEqual([false, false]);
  expect(await aligned(fileOf("is.csv", "text\na\nb\n"), fileOf("mt.csv", "text\nc\nd\n"))).toEqual([false, false]);
});

test("rows are counted apart from lines, on over files, skipped and empty ones too", async () => {
  const table = fileOf("mt/a.csv", 'n,text\n1,"two\nlines"\n2,\n3,c\n3,c\n');
  const { languages } = await run([table, fileOf("mt/b.txt", "\nd\n\n")], { removeDuplicates: true });
  expect(languages[0]).toMatchObject({ documents: ["two\nlines", "c", "d"], fileLines: [6, 3], fileRows: [4, 3] });
  expect([...languages[0]!.lineNumbers]).toEqual([2, 5, 8]);
  expect([...languages[0]!.rows]).toEqual([1, 3, 6]);
  expect(languages[0]!.rowDoubt).toBeUndefined();
  const broken = await run([table, fileOf("mt/b.csv", "n,text\n1\n")]);
  expect(broken.languages[0]!.fileRows).toEqual([4]);
  const beside = await run([table, fileOf("mt/b.csv", "n,text\n1\n2,d\n")]);
  expect(beside.languages[0]).toMatchObject({ fileRows: [4, 2], rowDoubt: "mt/b.csv: its row on line 2 is broken" });
});
