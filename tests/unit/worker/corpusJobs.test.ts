import { beforeEach, expect, test, vi } from "vitest";
import { addCorpus, tokenizeCorpus } from "../../../src/worker/corpusJobs";
import type { OpenModel } from "../../../src/worker/openModel";
import type { CorpusProgress } from "../../../src/worker/textProtocol";
import { workbench } from "../../../src/worker/workbench";

const modelWith = (encode: (text: string) => number[]) => ({ tokenizer: { encode } }) as unknown as OpenModel;
const { signal } = new AbortController();
const quiet = { signal, onProgress: () => undefined };
const blob = new Blob(["one two\nthree\n"]);
const files = [
  { name: "en.txt", blob },
  { name: "mt.txt", blob: new Blob(["wieħed\n"]) },
];

beforeEach(() => {
  workbench.model = null;
  workbench.corpus = null;
});

test("another model's tokenizer counts the corpus anew, without a file being read again", async () => {
  workbench.model = modelWith((text) => text.split(" ").map(() => 1));
  const first = await addCorpus({ files, options: {} }, quiet);
  expect(first.rows.map(({ tokens }) => tokens)).toEqual([3, 1]);

  const read = vi.spyOn(blob, "stream");
  workbench.corpus!.tokens.clear();
  workbench.model = modelWith((text) => Array.from(text, () => 1));
  const steps: CorpusProgress[] = [];
  const second = await tokenizeCorpus({}, { signal, onProgress: (step) => steps.push(step) });
  expect(second).toEqual({
    ...first,
    rows: first.rows.map((row, i) => ({
      ...row,
      tokens: [12, 6][i],
      tokensPerByte: [1, 6 / 7][i],
    })),
  });
  expect(steps.map(({ name }) => name)).toEqual(["eng_Latn", "mlt_Latn"]);
  expect(read).not.toHaveBeenCalled();
});

test("a document that a tokenizer has no tokens for is an issue of that tokenizer alone", async () => {
  workbench.model = modelWith((text) => (text === "three" ? [Number.NaN] : [1]));
  const { rows, issues } = await addCorpus({ files, options: {} }, quiet);
  expect(rows.map(({ tokens }) => tokens)).toEqual([1, 1]);
  expect(issues).toMatchObject([{ file: "en.txt", line: 2, excerpt: "three", by: "tokenizer" }]);
  workbench.corpus!.tokens.clear();
  workbench.model = modelWith(() => [1]);
  expect((await tokenizeCorpus({}, quiet)).issues).toEqual([]);
});

test("without a corpus it says what to do first", async () => {
  await expect(async () => tokenizeCorpus({}, quiet)).rejects.toThrow(/text/);
});
