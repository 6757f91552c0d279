import { beforeAll, describe, expect, test } from "vitest";
import type { KeptEvaluation } from "../../../src/worker/evaluation";
import { keepEvaluation } from "../../../src/worker/evaluationStore";
import { projectSentences } from "../../../src/worker/projectJob";
import { type KeptSentences, keepSentences, keepVectors } from "../../../src/worker/sentenceVectors";
import { openStore } from "../../../src/worker/storage";

const SENTENCES: KeptSentences = {
  languages: ["deu_Latn", "eng_Latn", "npi_Deva"],
  texts: ["de", "en", "ne"].map((language) => [0, 1, 2, 3].map((i) => `${language} ${i}`)),
  nLayers: 2,
  dModel: 3,
};
const context = { signal: new AbortController().signal, onProgress: () => undefined };
const REQUEST = { base: "one", layer: 1, method: "pca", seed: 1, isCentred: false } as const;

/** Sentence `i` of language `k` in layer `l` lies at (10 k, i, l) times `scale`. */
async function keep(id: string, scale: number, sentences: KeptSentences = SENTENCES): Promise<void> {
  const store = await openStore();
  for (const [k, texts] of sentences.texts.entries()) {
    for (let layer = 0; layer < sentences.nLayers; layer++) {
      const vectors = texts.flatMap((_, i) => [scale * 10 * k, scale * i, scale * layer]);
      await keepVectors(store, id, k, layer, Float32Array.from(vectors));
    }
  }
  await keepSentences(store, id, sentences);
}

/** The record of an alignment; what it measured is not read. */
async function keepRecord(id: string, change: object = {}): Promise<void> {
  const model = { name: "tiny", hash: "0123456789abcdef", dtype: "q4", isRounded: true, ...change };
  const run = id === "one" ? null : { id: "r", name: "Welsh" };
  const summary = { id, kind: "alignment", date: "2026-11-21", label: "", settings: "s", model, run };
  await keepEvaluation(await openStore(), { summary, result: {}, manifest: {} } as unknown as KeptEvaluation);
}

beforeAll(async () => {
  await keep("one", 1);
  await keep("two", 2);
  await keep("q8", 2);
  await keep("another-model", 2);
  await keep("removed", 2);
  for (const id of ["one", "two", "other"]) await keepRecord(id);
  await keepRecord("q8", { dtype: "q4 as q8" });
  await keepRecord("another-model", { hash: "fedcba9876543210" });
  await keep("other", 1, { ...SENTENCES, texts: SENTENCES.texts.map((texts) => texts.map((text) => `${text}!`)) });
});

describe("projectSentences", () => {
  test("of all languages, or of some in the order that is asked for", async () => {
    const all = await projectSentences(REQUEST, context);
    expect(all.languages).toEqual(SENTENCES.languages);
    expect(all.texts[2]).toEqual(SENTENCES.texts[2]);
    expect(all.base).toHaveLength(24);
    // Languages are 10 apart along the first axis, sentences 1 apart along the second.
    expect(all.base[2 * 11]! - all.base[2 * 3]!).toBeCloseTo(20, 5);
    expect(Math.abs(all.base[3]! - all.base[1]!)).toBeCloseTo(1, 5);

    const two = await projectSentences({ ...REQUEST, languages: ["npi_Deva", "deu_Latn"], tuned: "two" }, context);
    expect(two.texts).toEqual([SENTENCES.texts[2], SENTENCES.texts[0]]);
    expect(Math.abs(two.base[0]! - two.base[8]!)).toBeCloseTo(20, 5);
    expect(Math.abs(two.tuned![0]! - two.tuned![8]!)).toBeCloseTo(40, 5);
  });

  test("refuses what was not measured, and what cannot be compared", async () => {
    const asked = (change: object) => projectSentences({ ...REQUEST, ...change }, context);
    await expect(asked({ base: "none" })).rejects.toThrow(/no sentences of an alignment "none"/);
    await expect(asked({ layer: 2 })).rejects.toThrow(/layers are 0 \(the embedding\) to 1/);
    await expect(asked({ languages: ["fra_Latn"] })).rejects.toThrow(/fra_Latn was not aligned: choose of deu_Latn/);
    await expect(asked({ languages: [] })).rejects.toThrow(/choose one at least/);
    await expect(asked({ tuned: "other" })).rejects.toThrow(/not of the same sentences/);
    await expect(asked({ tuned: "removed" })).rejects.toThrow(/there is no alignment "removed"/);
  });

  test("refuses to put two weight formats or two models into one plane", async () => {
    const beside = (tuned: string) => projectSentences({ ...REQUEST, tuned }, context);
    await expect(beside("q8")).rejects.toThrow(
      "the base was measured on weights in q4, Welsh in q4 as q8: measure both in one format",
    );
    await expect(beside("another-model")).rejects.toThrow("compare measurements of one model");
  });
});
