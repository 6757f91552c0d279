import { beforeEach, expect, test } from "vitest";
import type { ImportOptions } from "../../../src/corpus/corpus";
import { align } from "../../../src/worker/alignJobs";
import { addCorpus } from "../../../src/worker/corpusJobs";
import type { OpenModel } from "../../../src/worker/openModel";
import { workbench } from "../../../src/worker/workbench";

const context = { signal: new AbortController().signal, onProgress: () => undefined };
const filesOf = (files: Readonly<Record<string, string>>) =>
  Object.entries(files).map(([name, text]) => ({ name, blob: new Blob([text]) }));

/** One line of a cell that goes on over two: as many lines as the other table, but a row less. */
const TABLES = filesOf({
  "deu_Latn.csv": 'text\neins\n"zwei\nzwei"\ndrei\n',
  "eng_Latn.csv": "text\none\ntwo\nthree\nfour\n",
});
const PARTS = filesOf({ "deu/a.txt": "1\n2\n", "deu/b.txt": "3\n", "eng/a.txt": "1\n2\n3\n", "eng/b.txt": "4\n" });

beforeEach(() => {
  workbench.model = { tokenizer: { encode: (text: string) => Array.from(text, () => 1) } } as unknown as OpenModel;
  workbench.corpus = null;
});

const REFUSED = [
  [TABLES, "eng_Latn.csv has 4; deu_Latn.csv has 3"],
  [PARTS, "eng/a.txt has 3, eng/b.txt has 1; deu/a.txt has 2, deu/b.txt has 1"],
] as const;

test.each(REFUSED)("files whose rows do not translate each other are refused: %#", async (files, counts) => {
  await expect(async () => align({ files }, context)).rejects.toThrow(counts);
});

test.each(REFUSED)("so are those that the project has open: %#", async (files, counts) => {
  await addCorpus({ files, options: {} }, context);
  await expect(async () => align({}, context)).rejects.toThrow(counts);
});

test("languages of the project that are aligned, but not with each other, are refused", async () => {
  const files = filesOf({ "de.txt": "1\n2\n", "en.txt": "1\n2\n", "mt.txt": "1\n2\n3\n", "is.txt": "1\n2\n3\n" });
  const { rows } = await addCorpus({ files, options: {} }, context);
  expect(rows.map(({ aligned }) => aligned)).toEqual([true, true, true, true]);
  await expect(async () => align({}, context)).rejects.toThrow(/by line \(nor mlt_Latn\): is.txt has 3/);
});

test("files that hold no two languages say what was wrong with them", async () => {
  const read = (reading: ImportOptions) => async () => align({ files: TABLES, reading }, context);
  await expect(read({ idField: "key" })).rejects.toThrow(
    'the files hold no text: an alignment takes two languages or more (deu_Latn.csv, line 1: no column "key" (there are: "text"): choose one',
  );
  await expect(async () => align({ files: filesOf({ "de.txt": "a\n" }) }, context)).rejects.toThrow(
    /^the files hold text in deu_Latn alone: an alignment takes two languages or more$/,
  );
});
