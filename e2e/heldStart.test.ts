import { describe, expect } from "vitest";
import { test } from "./app";

/** Of two languages, in seconds. */
const SCAN = { languages: ["cym_Latn", "eng_Latn"], tokensPerLanguage: 256, seqLen: 64 };

describe("what may not start yet", () => {
  test("a scan waits while a field is wrong, says which, and shows counts of an earlier visit instead of counting again", async ({
    app,
  }) => {
    const page = await app.open({ path: "#/scan" });
    const begin = page.getByRole("button", { name: "Scan 16 languages" });
    await begin.waitFor();
    await page.getByLabel("Window length").fill("1");
    await page.getByLabel("Window length").blur();
    await page.getByText(/^Window length: /).waitFor();
    await begin.waitFor({ state: "detached" });
    await page.getByLabel("Window length").fill("64");
    await begin.waitFor();

    await page.evaluate((config) => window.babelscope.scan(config), SCAN);
    await page.reload();
    await page.getByRole("button", { name: "Show the saved counts" }).click();
    await page.getByText(/^Counted: /).waitFor();
  });

  test("a run that the GPU will hardly hold is begun by a second choice alone", async ({ app }) => {
    const page = await app.open({ path: "#/tune" });
    await page.getByRole("radio", { name: /^LoRA/ }).check();
    await page.getByRole("button", { name: /^Use the sample's/ }).click();
    const begin = page.getByRole("button", { name: /^Fine-tune / });
    await begin.waitFor();
    const batch = page.getByRole("spinbutton", { name: "Batch, windows" });
    await batch.fill("1000000");
    await batch.press("Enter");
    await page.getByRole("button", { name: "Start anyway" }).waitFor();
    await begin.waitFor({ state: "detached" });
    await page.getByRole("spinbutton", { name: "Steps, updates" }).fill("0");
    await page.getByRole("spinbutton", { name: "Steps, updates" }).press("Enter");
    await page.getByText(/^Steps: /).waitFor();
    await page.getByRole("button", { name: "Start anyway" }).waitFor({ state: "detached" });
  });

  test("an evaluation waits while a field of its tab is wrong", async ({ app }) => {
    const page = await app.open({ path: "#/evaluate/perplexity" });
    const begin = page.getByRole("button", { name: /^Measure 16 languages/ });
    await begin.waitFor();
    const length = page.getByLabel("Window length");
    await length.fill("1");
    await length.press("Enter");
    await page.getByText(/^Window length: /).waitFor();
    expect(await begin.isDisabled()).toBe(true);
    await length.fill("64");
    await page.getByText(/^Window length: /).waitFor({ state: "detached" });
    expect(await begin.isEnabled()).toBe(true);
  });
});
