import { expect, test } from "vitest";
import { SCORE_FORM } from "../../../../src/state/scoreForm";
import { isTicked } from "../../../../src/ui/evaluate/perplexity/tickedRuns";
import { fitScoreForm, type Measurable } from "../../../../src/ui/evaluate/score/scoreForm";

const there: Measurable = {
  languages: { corpus: ["cym_Latn", "deu_Latn", "eng_Latn"], validation: ["cym_Latn"] },
  context: 256,
  hasBos: true,
};

test("what was set stays while text and model allow it", () => {
  const form = { ...SCORE_FORM, languages: ["cym_Latn"], seqLen: 64, tokensPerLanguage: 999, bos: true, seed: 7 };
  expect(fitScoreForm(form, there)).toEqual(form);
  expect(fitScoreForm({ ...form, languages: [] }, there).languages).toEqual([]);
  expect(fitScoreForm({ ...form, text: "validation" }, there)).toMatchObject({ text: "validation", languages: null });
});

test("what another corpus or model does not have is back at its default", () => {
  const form = { ...SCORE_FORM, languages: ["mlt_Latn", "eng_Latn"], seqLen: 512, bos: true };
  const fitted = fitScoreForm(form, { ...there, hasBos: false });
  expect(fitted).toEqual({ ...form, languages: ["eng_Latn"], seqLen: 256, bos: false });
  expect(fitScoreForm({ ...form, languages: ["mlt_Latn"] }, there).languages).toBeNull();
  const untexted = { ...there, languages: { corpus: ["deu_Latn", "eng_Latn"], validation: null } };
  expect(fitScoreForm({ ...form, text: "validation" }, untexted)).toMatchObject({
    text: "corpus",
    languages: ["eng_Latn"],
  });
  expect(fitScoreForm({ ...form, seqLen: undefined }, { ...there, context: null }).seqLen).toBeUndefined();
});

test("runs that came to their end are measured, others when they are ticked", () => {
  const stands = ["finished", "early", "paused", "failed", "running"] as const;
  const runs = stands.map((status) => ({ id: status, status }));
  expect(runs.filter((run) => isTicked(run, {})).map(({ id }) => id)).toEqual(["finished", "early"]);
  const ticked = { finished: false, paused: true };
  expect(runs.filter((run) => isTicked(run, ticked)).map(({ id }) => id)).toEqual(["early", "paused"]);
});
