import { afterEach, beforeEach, expect, test } from "vitest";
import type { FinetuneSettings } from "../../../src/worker/finetunePlanProtocol";
import { findTarget } from "../../../src/worker/finetuneTarget";
import type { OpenModel } from "../../../src/worker/openModel";
import { type OpenCorpus, workbench } from "../../../src/worker/workbench";

const corpusOf = (...languages: string[]) =>
  ({ corpus: { languages: languages.map((language) => ({ language })) } }) as unknown as OpenCorpus;
const model = { nLayers: 1, dMlp: 8 } as OpenModel["info"];
const targetOf = (settings: Partial<FinetuneSettings>) => findTarget({ config: {}, ...settings }, model);

beforeEach(() => {
  workbench.finetuneText = { train: corpusOf("cym_Latn"), validation: corpusOf("cym_Latn", "npi_Deva") };
  workbench.corpus = corpusOf("cym_Latn", "eng_Latn", "isl_Latn");
});
afterEach(() => {
  workbench.finetuneText = { train: null, validation: null };
  workbench.corpus = null;
});

test("English is watched unasked where there is text of it, and is not missed where there is none", () => {
  expect(targetOf({})).toMatchObject({ language: "cym_Latn", watched: ["eng_Latn"], withoutText: [] });
  workbench.corpus = corpusOf("isl_Latn");
  expect(targetOf({})).toMatchObject({ watched: [], withoutText: [] });
});

test("what is asked for is watched once, and named where it has no text, an alias too", () => {
  const watched = ["isl_Latn", "deu_Latn", "isl_Latn", "en", "npi_Deva", "en"];
  expect(targetOf({ watched })).toMatchObject({
    watchable: ["eng_Latn", "isl_Latn", "npi_Deva"],
    watched: ["isl_Latn", "npi_Deva"],
    withoutText: ["deu_Latn", "en"],
  });
});

test("the trained language is validated anyway, and nothing is watched where nothing is wanted", () => {
  expect(targetOf({ watched: ["cym_Latn", "eng_Latn"] })).toMatchObject({ watched: ["eng_Latn"], withoutText: [] });
  expect(targetOf({ watched: [] })).toMatchObject({ watched: [], withoutText: [] });
});
