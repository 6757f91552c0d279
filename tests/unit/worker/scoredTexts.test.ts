import { beforeEach, expect, test } from "vitest";
import { addCorpus } from "../../../src/worker/corpusJobs";
import type { OpenModel } from "../../../src/worker/openModel";
import { readScoredTexts, scorePacking } from "../../../src/worker/scoredTexts";
import { workbench } from "../../../src/worker/workbench";

const { signal } = new AbortController();
const quiet = { signal, onProgress: () => undefined };

/** A token a character; ż (two bytes) is the only one beside ASCII. */
const vocab = { ...Object.fromEntries(Array.from({ length: 127 }, (_, i) => [String.fromCharCode(i), i])), ż: 380 };
const tokenizer = JSON.stringify({ model: { type: "BPE", vocab, merges: [] } });
const model = {
  info: { name: "tiny", context: 16, padTokenId: 0 },
  tokenizer: { encode: (text: string) => Array.from(text, (letter) => letter.codePointAt(0)!) },
  smallFiles: [{ path: "tokenizer.json", blob: new Blob([tokenizer]) }],
} as unknown as OpenModel;

const files = [
  { name: "mt.txt", blob: new Blob(["żżżż\nabcd\n"]) },
  { name: "cy.txt", blob: new Blob(["abcdefghijkl\n"]) },
];

beforeEach(async () => {
  workbench.model = model;
  workbench.corpus = null;
  workbench.finetuneText = { train: null, validation: null };
  await addCorpus({ files, options: {} }, quiet);
});

test("the corpus is packed with its bytes, and all that decides it is told", async () => {
  const { texts, seqLen, settings, label } = await readScoredTexts({ seqLen: 4, resamples: 50 }, model, quiet);
  expect(seqLen).toBe(4);
  expect(texts.map(({ batch }) => batch.language)).toEqual(["cym_Latn", "mlt_Latn"]);
  expect(texts.map(({ bytes }) => bytes)).toEqual([
    [3, 3, 3],
    [6, 3],
  ]);
  expect(label).toBe("2 languages, 20 tokens");
  expect(settings).toEqual({
    text: workbench.corpus!.corpus.hash,
    reading: {
      ...{ removeDuplicates: false, textField: null, languageField: null, idField: null, labels: {} },
      order: workbench.corpus!.corpus.order,
    },
    languages: ["cym_Latn", "mlt_Latn"],
    packing: { seqLen: 4, seed: 1, oneDocumentAWindow: false },
    resamples: 50,
    seed: 1,
  });
});

test("a language that fills no window is told, and does not end the others", async () => {
  // 12 tokens of Welsh, 8 of Maltese.
  const { texts, unmeasured, label } = await readScoredTexts({ seqLen: 9 }, model, quiet);
  expect(texts.map(({ batch, tailTokens }) => [batch.language, tailTokens])).toEqual([["cym_Latn", 3]]);
  expect(unmeasured).toMatchObject([{ language: "mlt_Latn", reason: expect.stringContaining("has 8 tokens") }]);
  expect(label).toBe("cym_Latn, 9 tokens");
});

test("how given files are read is told, the id field too", async () => {
  const reading = { idField: "id" };
  const given = [{ name: "sl.jsonl", blob: new Blob(['{"id":"1","text":"zzzzzz"}\n']) }];
  const { settings } = await readScoredTexts({ seqLen: 3, files: given, reading }, model, quiet);
  expect(settings.reading).toMatchObject(reading);
});

test("languages, windows and files can be chosen", async () => {
  const chosen = await readScoredTexts({ seqLen: 4, languages: ["cym_Latn"], windows: 2 }, model, quiet);
  expect(chosen.texts.map(({ batch }) => batch.nWindows)).toEqual([2]);
  expect(chosen.label).toBe("cym_Latn, 8 tokens");
  const given = [{ name: "sl.txt", blob: new Blob(["zzzzzz\n"]) }];
  const { texts, settings } = await readScoredTexts({ seqLen: 3, files: given }, model, quiet);
  expect(texts.map(({ batch }) => batch.language)).toEqual(["slv_Latn"]);
  expect(settings.text).not.toBe(workbench.corpus!.corpus.hash);
  workbench.finetuneText.validation = workbench.corpus;
  workbench.corpus = null;
  expect((await readScoredTexts({ seqLen: 4, text: "validation" }, model, quiet)).texts).toHaveLength(2);
});

test.each([
  [{ seqLen: 32 }, "windows of 32 tokens: tiny takes 2 to 16"],
  [{ seqLen: 4, languages: ["fra_Latn"] }, "the corpus has no fra_Latn: it has cym_Latn, mlt_Latn"],
  [{ seqLen: 4, languages: [] }, "no language is chosen"],
  [{ seqLen: 16 }, "cym_Latn has 12 tokens, fewer than the 16 of one window"],
  [{ seqLen: 4, windows: 2, tokensPerLanguage: 8 }, "windows and tokensPerLanguage are both given"],
  [{ seqLen: 4, windows: 0 }, "windows is 0: an integer from 1"],
  [{ seqLen: 4, resamples: 0 }, "resamples is 0"],
  [{ seqLen: 4, seed: 0.5 }, "seed is 0.5"],
  [{ text: "validation" as const }, "there is no text to validate with"],
  [{ files: [{ name: "mt.txt", blob: new Blob([""]) }] }, "there is no text to measure"],
])("%j is refused with the reason", async (request, message) => {
  await expect(readScoredTexts(request, model, quiet)).rejects.toThrow(message);
});

test("without a corpus it says what to do", async () => {
  workbench.corpus = null;
  await expect(readScoredTexts({}, model, quiet)).rejects.toThrow("there is no corpus: add the sample's");
});

test("a budget in windows is whole windows of the length that is taken", () => {
  expect(scorePacking({ windows: 3 }, model.info)).toMatchObject({ seqLen: 16, tokensPerLanguage: 48 });
  expect("tokensPerLanguage" in scorePacking({}, model.info)).toBe(false);
});
