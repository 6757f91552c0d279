import type { Page } from "playwright";
import { describe, expect } from "vitest";
import { test } from "./app";
import { readStats } from "./golden";

const SCAN = { languages: ["deu_Latn", "eng_Latn", "npi_Deva"], seqLen: 128 };

/** Starts the scan and stops it by a click once some of it is counted. */
async function stopMidway(page: Page, button: "Pause" | "Cancel"): Promise<void> {
  const scan = page.evaluate(
    (config) =>
      window.babelscope.scan(config).then(
        () => "done",
        (error: Error) => error.name,
      ),
    SCAN,
  );
  await page.getByText(/Scan: .*[1-9][\d,]* \/ /).waitFor();
  await page.getByRole("button", { name: button }).click();
  expect(await scan).toBe("AbortError");
}

const meanSum = (page: Page) =>
  page.evaluate(async () =>
    (await window.babelscope.stats()).meanActivation.flat().map((m) => m.reduce((a, b) => a + b, 0)),
  );

describe("a scan that is stopped", () => {
  test("goes on after Pause, Cancel and a reload, and equals one without a break", async ({ app }) => {
    const page = await app.open({ path: "#/scan" });
    await stopMidway(page, "Pause");
    await page.getByRole("button", { name: /^Resume \(/ }).waitFor();
    await stopMidway(page, "Cancel");

    await page.reload();
    await page.getByRole("button", { name: /^Resume \(/ }).click();
    await page.getByRole("button", { name: "Pause" }).waitFor({ state: "detached" });
    const resumed = await readStats(page);
    const resumedMeans = await meanSum(page);

    await page.evaluate((config) => window.babelscope.scan({ ...config, startOver: true }), SCAN);
    expect(await readStats(page)).toEqual(resumed);
    expect(await meanSum(page)).toEqual(resumedMeans);
  });

  test("starts from its beginning once saved scans were forgotten", async ({ app }) => {
    const page = await app.open({ path: "#/scan" });
    await stopMidway(page, "Pause");
    await page.getByRole("button", { name: /^Resume \(/ }).waitFor();
    await page.getByRole("button", { name: /^Forget saved scans \([\d.]+\s[kM]B\)$/ }).click();
    await page.getByRole("button", { name: "Scan 3 languages" }).waitFor();
    expect(await page.getByRole("button", { name: /^Forget saved scans/ }).count()).toBe(0);
    await page.reload();
    await page.getByRole("button", { name: "Scan 3 languages" }).waitFor();
  });

  test("shows at once what was complete, also in a new visit", async ({ app }) => {
    const page = await app.open();
    await page.evaluate((config) => window.babelscope.scan({ ...config, tokensPerLanguage: 256 }), SCAN);
    const before = await readStats(page);
    await page.reload();
    await page.evaluate((config) => window.babelscope.scan({ ...config, tokensPerLanguage: 256 }), SCAN);
    expect(await readStats(page)).toEqual(before);
  });
});
