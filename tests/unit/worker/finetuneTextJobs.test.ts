import { beforeEach, expect, test } from "vitest";
import { addCorpus } from "../../../src/worker/corpusJobs";
import { clearFinetuneText, setFinetuneText, tokenizeFinetuneText } from "../../../src/worker/finetuneTextJobs";
import type { OpenModel } from "../../../src/worker/openModel";
import { workbench } from "../../../src/worker/workbench";

const { signal } = new AbortController();
const quiet = { signal, onProgress: () => undefined };
const modelWith = (encode: (text: string) => number[]) => ({ tokenizer: { encode } }) as unknown as OpenModel;
const words = modelWith((text) => text.split(" ").map(() => 1));
const file = (name: string, text: string) => ({ name, blob: new Blob([text]) });

beforeEach(() => {
  workbench.model = null;
  workbench.corpus = null;
  workbench.finetuneText = { train: null, validation: null };
});

test("training and validation text stand beside the corpus, each in the place of what was there", async () => {
  workbench.model = words;
  await addCorpus({ files: [file("de.txt", "ja\n")], options: {} }, quiet);
  await setFinetuneText({ part: "train", files: [file("mt.train.txt", "wieħed tnejn\n")], options: {} }, quiet);
  const both = await setFinetuneText(
    { part: "validation", files: [file("mt.valid.txt", "tlieta\n"), file("en.txt", "one two three\n")], options: {} },
    quiet,
  );
  const counted = (table: typeof both.train) => table?.rows.map(({ language, tokens }) => [language, tokens]);
  expect(counted(both.train)).toEqual([["mlt_Latn", 2]]);
  expect(counted(both.validation)).toEqual([
    ["eng_Latn", 3],
    ["mlt_Latn", 1],
  ]);
  expect(workbench.corpus!.corpus.languages.map(({ language }) => language)).toEqual(["deu_Latn"]);

  const next = await setFinetuneText({ part: "train", files: [file("is.txt", "eitt\n")], options: {} }, quiet);
  expect(counted(next.train)).toEqual([["isl_Latn", 1]]);
  expect((await clearFinetuneText({ part: "validation" }, quiet)).validation).toBeNull();
});

test("the scan's text can be tuned on, and stays when the corpus is cleared", async () => {
  await expect(setFinetuneText({ part: "train", files: "corpus", options: {} }, quiet)).rejects.toThrow(/no corpus/);
  await addCorpus({ files: [file("de.txt", "ja\nnein\n")], options: {} }, quiet);
  const { train } = await setFinetuneText({ part: "train", files: "corpus", options: {} }, quiet);
  workbench.corpus = null;
  expect(train?.rows).toMatchObject([{ language: "deu_Latn", documents: 2, tokens: null }]);
  workbench.model = words;
  expect((await tokenizeFinetuneText({}, quiet)).train?.rows).toMatchObject([{ tokens: 2 }]);
});
