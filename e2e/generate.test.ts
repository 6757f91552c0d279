import { readFile } from "node:fs/promises";
import type { Page } from "playwright";
import { expect } from "vitest";
import { test } from "./app";
import { drop } from "./drop";

const COUNTS = "tests/fixtures/lape/activations.safetensors";

/** The sample project with golden counts, neurons selected, and a run that is done in seconds. */
async function openWithRun(page: Page): Promise<void> {
  await page.getByText("babel-7m q4").first().waitFor();
  await drop(page, [{ name: "counts.safetensors", content: await readFile(COUNTS) }]);
  await page.getByRole("button", { name: "Import the stats" }).click();
  await page.getByText("neurons selected").waitFor();
  await page.evaluate(async () => {
    await window.babelscope.select({ topRate: 0.05 });
    await window.babelscope.finetune({
      ...{ method: "lora", language: "cym_Latn", files: "sample", steps: 2, seqLen: 32, batchSize: 1 },
      ...{ validationWindows: 1, watched: [], seed: 3, name: "Welsh, two steps" },
    });
  });
}

async function setNumber(page: Page, name: string, value: number, at = 0): Promise<void> {
  const field = page.getByRole("spinbutton", { name }).nth(at);
  await field.fill(String(value));
  await field.press("Enter");
}

test("base, run and steered model go on with a prompt beside each other, and Stop keeps what came", async ({ app }) => {
  const page = await app.open();
  await openWithRun(page);
  await page
    .getByRole("link", { name: /Evaluate/ })
    .first()
    .click();
  await page.getByRole("link", { name: "Generate" }).click();
  await page.getByRole("button", { name: "Welsh" }).click();
  await setNumber(page, "Longest output", 24);
  await page.getByLabel("A run").check();
  await page.getByLabel("Steered").check();
  await page.getByRole("button", { name: "Silence a language" }).click();
  await page.getByLabel("Neurons of").selectOption("cym_Latn");
  await page.getByRole("button", { name: "Activate a language" }).click();
  await page.getByLabel("Neurons of").nth(1).selectOption("deu_Latn");
  await setNumber(page, "Factor", 3);
  await page.getByRole("button", { name: /Generate 3/ }).click();
  await page.getByRole("button", { name: "Save with settings (JSON)" }).waitFor({ timeout: 120_000 });

  const textOf = (name: string) => page.getByRole("region", { name, exact: true }).locator(".generated").textContent();
  const texts = [await textOf("Base"), await textOf("Welsh, two steps"), await textOf("Base, steered")];
  for (const text of texts) expect(text).toMatch(/^Genir pawb yn rhydd ac yn./);
  expect(texts[2]).not.toBe(texts[0]);

  // The same by a script: greedy texts repeat, and draws do with their seed.
  const prompt = "Genir pawb yn rhydd ac yn";
  const generate = (options: object) =>
    page.evaluate(
      (given) =>
        window.babelscope.generate({ maxTokens: 8, ...given }).then(({ text, stopped }) => ({ text, stopped })),
      { prompt, ...options },
    );
  const plain = await generate({});
  expect(texts[0]).toContain(plain.text);
  expect(plain.stopped).toBe("maxTokens");
  const draws = { temperature: 1, topK: 50, seed: 7 };
  expect(await generate(draws)).toEqual(await generate(draws));
  expect(await generate({ stop: [plain.text.slice(3, 6)] })).toEqual({ text: plain.text.slice(0, 3), stopped: "stop" });

  await setNumber(page, "Longest output", 400);
  await page.getByRole("button", { name: /Generate 3/ }).click();
  await page.getByText("writes …").waitFor();
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await page.getByText(/tok\/s · stopped/).waitFor();
  expect((await textOf("Base"))!.length).toBeGreaterThan(prompt.length);
});
