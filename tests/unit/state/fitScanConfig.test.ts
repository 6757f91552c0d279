import { expect, test } from "vitest";
import { fitScanConfig } from "../../../src/state/fitScanConfig";
import type { State } from "../../../src/state/store";

const model = { context: 512, hasBos: false } as State["model"] & object;
const corpus = { rows: [{ language: "deu_Latn" }, { language: "eng_Latn" }] } as unknown as State["corpus"] & object;

test("settings that fit stay as they are", () => {
  const scanConfig = { seqLen: 512, seed: 3, languages: ["eng_Latn"], tokensPerLanguage: 9, oneDocumentAWindow: true };
  expect(fitScanConfig({ model, corpus, scanConfig })).toEqual(scanConfig);
});

test.each([1, 513, 2.5, 0])("windows of %d tokens go back to the default", (seqLen) => {
  expect(fitScanConfig({ model, corpus, scanConfig: { seqLen, seed: 3 } })).toEqual({ seed: 3 });
});

test("a BOS token is left out where the tokenizer has none", () => {
  expect(fitScanConfig({ model, corpus, scanConfig: { bos: true } })).toEqual({});
  expect(fitScanConfig({ model: { ...model, hasBos: true }, corpus, scanConfig: { bos: true } })).toEqual({
    bos: true,
  });
});

test("languages that the corpus lacks are dropped; where none is left, all are scanned", () => {
  const chosen = (languages: string[]) => fitScanConfig({ model, corpus, scanConfig: { languages } }).languages;
  expect(chosen(["eng_Latn", "mlt_Latn"])).toEqual(["eng_Latn"]);
  expect(chosen(["mlt_Latn"])).toBeUndefined();
  expect(chosen([])).toEqual([]);
});

test("nothing is judged before there is a model and a corpus", () => {
  const scanConfig = { seqLen: 1024, bos: true, languages: ["mlt_Latn"] };
  expect(fitScanConfig({ model: null, corpus: null, scanConfig })).toEqual(scanConfig);
});
