import { readFile } from "node:fs/promises";
import type { Page } from "playwright";
import { describe, expect } from "vitest";
import { test } from "./app";
import { drop } from "./drop";

const LANGUAGES = ["cym_Latn", "deu_Latn", "eng_Latn"];
const LINES = 10;
const SEQ_LEN = 32;

/** The first of the sample's interface sentences, which are aligned by line. */
async function sentences(language: string): Promise<Uint8Array> {
  const text = await readFile(`public/corpora/interface/${language}.txt`, "utf8");
  return new TextEncoder().encode(text.split("\n").slice(0, LINES).join("\n"));
}

/** A few sentences in place of the sample corpus. */
async function openSentences(page: Page): Promise<void> {
  await page.getByText("babel-7m q4").first().waitFor();
  await page.getByText("16 languages").first().waitFor();
  await page.evaluate(() => window.babelscope.clearCorpus());
  const files = LANGUAGES.map(async (language) => ({ name: `${language}.txt`, content: await sentences(language) }));
  await drop(page, await Promise.all(files));
  await page.getByRole("button", { name: "Add to the corpus" }).click();
}

/** A loss as the table shows it, in the row of a language. */
async function shownLoss(page: Page, language: string): Promise<string> {
  const cells = page.getByRole("row", { name: new RegExp(language) }).getByRole("cell");
  return (await cells.nth(1).textContent())!.split(" ")[0]!;
}

describe("base and tuned model", () => {
  test("are compared from the scan to the report, and every number is the same wherever it stands", async ({ app }) => {
    const page = await app.open({ path: "#/scan" });
    await openSentences(page);
    await page.getByRole("link", { name: /Scan/ }).first().click();
    await page.getByLabel("Window length").fill(String(SEQ_LEN));
    await page.getByRole("button", { name: "Scan 3 languages" }).click();
    await page
      .getByRole("link", { name: /Neurons/ })
      .first()
      .click();
    await page.getByText("neurons selected").waitFor({ timeout: 120_000 });
    await page.getByRole("button", { name: "Pause" }).waitFor({ state: "detached", timeout: 120_000 });
    await page.evaluate(() => window.babelscope.select({ topRate: 0.05 }));

    const run = await page.evaluate(
      (seqLen) =>
        window.babelscope.finetune({
          ...{ method: "subnetwork", language: "cym_Latn", files: "sample", name: "Welsh neurons" },
          ...{ seqLen, batchSize: 1, steps: 4, learningRate: 0.003, validationWindows: 2, watched: [] },
        }),
      SEQ_LEN,
    );

    await page
      .getByRole("link", { name: /Evaluate/ })
      .first()
      .click();
    await page.getByRole("link", { name: "Perplexity" }).click();
    await page.getByLabel("Window length").fill(String(SEQ_LEN));
    await page.getByRole("button", { name: "Measure 3 languages of 2 models" }).click();
    await page.getByText(/Loss by language: base/).waitFor({ timeout: 180_000 });
    await page.getByRole("button", { name: "Cancel" }).waitFor({ state: "detached", timeout: 180_000 });
    // The same windows by another path: each predicts as many tokens, so the mean of the windows is that of the tokens.
    const losses = await page.evaluate(
      async ({ id, seqLen }) => {
        const api = window.babelscope;
        const [base, tuned] = [await api.perplexity({ seqLen }), await api.perplexity({ seqLen, run: id })];
        return { base: base.result.languages, tuned: tuned.result.languages };
      },
      { id: run.id, seqLen: SEQ_LEN },
    );
    const text = new TextDecoder().decode(await sentences("cym_Latn"));
    const direct = await page.evaluate(
      async ({ id, seqLen, content }) => {
        const options = { files: new File([content], "cym_Latn.txt"), seqLen };
        const [base] = await window.babelscope.evaluateLoss(options);
        const [tuned] = await window.babelscope.evaluateLoss({ ...options, run: id });
        return { base: base!.lossNats, tuned: tuned!.lossNats };
      },
      { id: run.id, seqLen: SEQ_LEN, content: text },
    );
    expect(losses.base[0]!.language).toBe("cym_Latn");
    expect(losses.base[0]!.lossNats).toBeCloseTo(direct.base, 5);
    expect(losses.tuned[0]!.lossNats).toBeCloseTo(direct.tuned, 5);
    // Four steps at this rate on Welsh make Welsh likelier.
    expect(losses.tuned[0]!.lossNats).toBeLessThan(losses.base[0]!.lossNats);
    const welsh = await shownLoss(page, "Welsh");
    expect(Number(welsh)).toBeCloseTo(losses.base[0]!.lossNats, 2);

    await page.getByRole("link", { name: "Deactivation" }).click();
    await page.getByLabel("Tokens a language").fill("64");
    await page.getByLabel("Window length").fill(String(SEQ_LEN));
    await page.getByRole("button", { name: /^Zero the neurons of/ }).click();
    await page.getByText(/lose most by their own neurons/).waitFor({ timeout: 180_000 });

    // What a result was measured with still stands above it.
    await page.getByRole("link", { name: "Perplexity" }).click();
    await page.getByText(/Loss by language: base/).waitFor();
    expect(await page.getByLabel("Window length").inputValue()).toBe(String(SEQ_LEN));
    await page.getByRole("link", { name: "Deactivation" }).click();
    expect(await page.getByLabel("Tokens a language").inputValue()).toBe("64");

    await page.evaluate(async (id) => {
      await window.babelscope.align({ languages: ["cym_Latn", "eng_Latn"], run: id });
      await window.babelscope.weightChange({ run: id });
    }, run.id);

    await page.getByRole("link", { name: "Report" }).click();
    const preview = page.frameLocator("iframe.report-preview");
    await preview.getByText("Welsh neurons").first().waitFor();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: /^Save Welsh-neurons\.report\.html/ }).click();
    const html = await readFile(await (await download).path(), "utf8");
    for (const heading of ["Perplexity", "Deactivation", "Alignment", "Weight change"]) {
      expect(html).toMatch(new RegExp(`<h2[^>]*>[^<]*${heading}`, "i"));
    }
    expect(html).toContain(welsh);

    // All of it is there after a reload.
    await page.reload();
    await page.getByRole("link", { name: "Perplexity" }).click();
    await page.getByText(/Loss by language: base/).waitFor();
    expect(await shownLoss(page, "Welsh")).toBe(welsh);
  });
});
