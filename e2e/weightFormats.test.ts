import { describe, expect } from "vitest";
import { test } from "./app";

const LANGUAGES = ["cym_Latn", "eng_Latn"];
const MEASURED = { seqLen: 16, tokensPerLanguage: 64, languages: LANGUAGES };

describe("a run on other weights than the open model's", () => {
  test("is held against the base on the same weights, and against no other", async ({ app }) => {
    const page = await app.open({ path: "#/evaluate/perplexity" });
    await page.getByText("babel-7m q4").first().waitFor();
    await page.getByText("16 languages").first().waitFor();
    const run = await page.evaluate(() =>
      window.babelscope.finetune({
        ...{ method: "lora", language: "cym_Latn", files: "sample", name: "Welsh in f32", weightFormat: "f32" },
        ...{ seqLen: 16, batchSize: 1, steps: 1, validationWindows: 1, watched: [] },
      }),
    );
    const { stored, base, tuned, refused, change } = await page.evaluate(
      async ({ id, measured }) => {
        const api = window.babelscope;
        const [stored, base] = [await api.perplexity(measured), await api.perplexity({ ...measured, beside: id })];
        const tuned = await api.perplexity({ ...measured, run: id });
        const changeFrom = (one: string) => api.perplexityChange({ base: one, tuned: tuned.summary.id });
        const refused = await changeFrom(stored.summary.id).then(String, (error: Error) => error.message);
        const change = await changeFrom(base.summary.id);
        return { stored: stored.summary, base: base.summary, tuned: tuned.summary, refused, change };
      },
      { id: run.id, measured: MEASURED },
    );
    expect([stored, base, tuned].map(({ model }) => model.dtype)).toEqual(["q4", "q4 as f32", "q4 as f32"]);
    expect(refused).toMatch(/the base was measured on weights in q4, Welsh in f32 in q4 as f32/);
    expect(change.languages.map(({ language }) => language)).toEqual(LANGUAGES);

    // The page finds the pair by itself, though the base as it is open was measured, too.
    await page.getByText("Change: Welsh in f32").first().waitFor();
    expect(await page.getByText("measure both in one format").count()).toBe(0);
  });
});
