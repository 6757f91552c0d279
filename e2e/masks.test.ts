import { readFile } from "node:fs/promises";
import type { Page } from "playwright";
import { describe, expect } from "vitest";
import { test } from "./app";
import { drop } from "./drop";

const GOLDEN = "tests/fixtures/lape/activations.safetensors";

/** The golden counts in place of a scan, by the page's own import. */
async function openGoldenCounts(page: Page): Promise<void> {
  await drop(page, [{ name: "counts.safetensors", content: await readFile(GOLDEN) }]);
  await page.getByText("This looks like activation stats").waitFor();
  await page.getByRole("button", { name: "Import the stats" }).click();
  await page.getByText("neurons selected").waitFor();
}

describe("masks", () => {
  test("every format that is exported reads back as the same neurons", async ({ app }) => {
    const page = await app.open();
    await openGoldenCounts(page);
    const trips = await page.evaluate(async () => {
      const { languages, neurons } = await window.babelscope.select({ topRate: 0.02 });
      const back: Record<string, { languages: readonly string[]; neurons: number[][][] }> = {};
      for (const format of ["pt", "safetensors", "json"] as const) {
        await window.babelscope.select({ topRate: 0.02 });
        const file = await window.babelscope.exportMask(format);
        const read = await window.babelscope.importMask(file);
        const again = await window.babelscope.exportMask("json");
        back[format] = { languages: read.languages, neurons: JSON.parse(await again.text()).neurons };
      }
      return { languages, neurons, back };
    });
    expect(trips.neurons.flat(2).length).toBeGreaterThan(90);
    for (const format of ["pt", "safetensors", "json"]) {
      expect(trips.back[format], format).toEqual({ languages: trips.languages, neurons: trips.neurons });
    }
  });

  test("the export buttons save files under their names", async ({ app }) => {
    const page = await app.open();
    await openGoldenCounts(page);
    await page
      .getByRole("link", { name: /Export/ })
      .first()
      .click();
    const names: string[] = [];
    for (const button of await page.getByRole("button", { name: /^Export / }).all()) {
      const download = page.waitForEvent("download");
      await button.click();
      names.push((await download).suggestedFilename());
    }
    expect(names.map((name) => name.replace(/^[^.]*\./, ""))).toEqual([
      "neurons.pt",
      "neurons.safetensors",
      "neurons.json",
      "stats.safetensors",
      "neurons.csv",
      "manifest.json",
    ]);
  });

  test("a published mask drops in with the counts its authors have, in the order one gives", async ({ app }) => {
    const page = await app.open();
    await drop(page, [{ name: "llama-3.1-5.pt", content: await readFile("tests/fixtures/masks/llama-3.1-5.pt") }]);
    await page.getByRole("button", { name: "Order of Gurgurov et al." }).click();
    await page.getByRole("button", { name: "Import the mask" }).click();
    await page.getByText("neurons selected").waitFor();
    const counts = await page.evaluate(async () => {
      const file = await window.babelscope.exportMask("json");
      const { languages, neurons } = JSON.parse(await file.text());
      return languages.map((language: string, k: number) => `${language} ${neurons[k].flat().length}`);
    });
    // The table of the repository the file is from.
    expect(counts).toEqual(
      "mlt 3015,afr 2581,isl 5033,cym 6020,mkd 1743,lvs 3212,lit 2978,slv 2046,slk 1940,ekk 3204,kat 1150,npi 4625".split(
        ",",
      ),
    );
  });
});
