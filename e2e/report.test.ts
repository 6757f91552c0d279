import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright";
import { describe, expect } from "vitest";
import { test } from "./app";

/** What a software adapter trains in seconds. */
const SMALL = { seqLen: 32, batchSize: 1, validationWindows: 2, watched: ["eng_Latn"], seed: 3 };
/** As a person may type it: the report must show it as it is. */
const NAME = `Welsh <script>document.title = "run"</script> & "neurons"`;

async function trainAndMeasure(page: Page): Promise<string> {
  await page.getByText("babel-7m q4").first().waitFor();
  return page.evaluate(
    async ({ small, name }) => {
      const api = window.babelscope;
      const mask = { 4: [84, 119, 121], 5: [247, 292] };
      const files = "sample";
      const run = await api.finetune({ ...small, name, mask, language: "cym_Latn", files, steps: 2, validateEvery: 1 });
      for (const one of [{}, { run: run.id }]) {
        await api.perplexity({ ...one, text: "validation", seqLen: 32, windows: 2, resamples: 100 });
      }
      return run.id;
    },
    { small: SMALL, name: NAME },
  );
}

/** Opens a file in a page of its own that reaches nothing; tells what it asked for beside itself. */
async function openAlone(browser: Browser, path: string, dark: boolean): Promise<{ page: Page; asked: string[] }> {
  const context = await browser.newContext({
    offline: true,
    colorScheme: dark ? "dark" : "light",
    javaScriptEnabled: true,
  });
  const page = await context.newPage();
  const asked: string[] = [];
  const url = pathToFileURL(path).href;
  page.on("request", (request) => request.url() !== url && asked.push(request.url()));
  page.on("console", (message) => asked.push(`console: ${message.text()}`));
  await page.goto(url);
  return { page, asked };
}

const luminanceOf = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const [r = 0, g = 0, b = 0] = getComputedStyle(document.body)
      .backgroundColor.match(/[\d.]+/g)!
      .map(Number);
    return (r + g + b) / 3 / 255;
  });

describe("the report of a run", () => {
  test("is one file that stands by itself, in light and dark, whatever the run is called", async ({ app, browser }) => {
    const page = await app.open({ path: "#/evaluate/weights" });
    await trainAndMeasure(page);
    await page.getByRole("button", { name: "Measure the weight change" }).click();
    await page.getByRole("img", { name: /Norm of the weight change by layer.*gate/ }).waitFor();
    await page.getByRole("img", { name: /Violins of the changes of down weights/ }).waitFor();

    await page.getByRole("link", { name: "Report", exact: true }).click();
    await page.frameLocator(".report-preview").getByRole("heading", { name: "Weight change" }).waitFor();
    const folder = await mkdtemp(join(tmpdir(), "report-"));
    try {
      const path = join(folder, "report.html");
      const download = page.waitForEvent("download");
      await page.getByRole("button", { name: /^Save .*report\.html/ }).click();
      const file = await download;
      expect(file.suggestedFilename()).toMatch(/^Welsh-.*\.report\.html$/);
      await file.saveAs(path);
      const html = await readFile(path, "utf8");

      const light = await openAlone(browser, path, false);
      const headings = await light.page.getByRole("heading", { level: 2 }).allTextContents();
      expect(headings).toEqual([
        "The run",
        "Perplexity",
        "Training",
        "Weight change",
        "Neurons",
        "What made these numbers",
      ]);
      expect(await light.page.getByRole("heading", { level: 1 }).textContent()).toBe(`${NAME}: babel-7m`);
      expect(await light.page.title()).toContain("Babelscope report");
      // The page's own reader of XML finds nothing to complain of.
      const parsed = await page.evaluate((text) => {
        const tree = new DOMParser().parseFromString(text, "text/xml");
        return { errors: tree.querySelectorAll("parsererror").length, scripts: tree.querySelectorAll("script").length };
      }, html);
      expect(parsed).toEqual({ errors: 0, scripts: 0 });
      expect(await light.page.locator("svg.plot").count()).toBe(6);
      expect(await light.page.locator("svg.plot").first().boundingBox()).toMatchObject({ width: 720 });
      await light.page.setViewportSize({ width: 390, height: 800 });
      expect(await light.page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
      const dark = await openAlone(browser, path, true);
      expect(await luminanceOf(light.page)).toBeGreaterThan(0.9);
      expect(await luminanceOf(dark.page)).toBeLessThan(0.2);
      expect([...light.asked, ...dark.asked]).toEqual([]);
      await light.page.context().close();
      await dark.page.context().close();
    } finally {
      await rm(folder, { recursive: true });
    }

    // What is removed is in the next report no more.
    await page.getByRole("button", { name: /^Remove Weight change of/ }).click();
    await page
      .frameLocator(".report-preview")
      .getByRole("heading", { name: "Weight change" })
      .waitFor({ state: "detached" });
    await page.getByRole("heading", { name: /^2\skept evaluations/ }).waitFor();
  });
});
