import type { Page } from "playwright";
import { describe, expect } from "vitest";
import { test } from "./app";

/** What the browser keeps of evaluations that are not done. */
const countParts = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    async function count(folder: FileSystemDirectoryHandle, isPart: boolean): Promise<number> {
      let found = 0;
      for await (const entry of folder.values()) {
        if (entry.kind === "file") found += isPart ? 1 : 0;
        else found += await count(entry as FileSystemDirectoryHandle, isPart || entry.name === "parts");
      }
      return found;
    }
    const own = await (await navigator.storage.getDirectory()).getDirectoryHandle("babelscope");
    const kept = await own.getDirectoryHandle("evaluations", { create: true });
    return count(kept, false);
  });

/** Begins to measure three languages, and stops behind the first part. */
async function stopMidway(page: Page): Promise<void> {
  await page.getByText("babel-7m q4").first().waitFor();
  await page.getByText("16 languages").first().waitFor();
  const measured = page.evaluate(() =>
    window.babelscope
      .perplexity({ languages: ["cym_Latn", "deu_Latn", "eng_Latn"], seqLen: 32, tokensPerLanguage: 256 })
      .then(
        () => "done",
        (error: Error) => error.name,
      ),
  );
  await expect.poll(() => countParts(page), { timeout: 60_000 }).toBeGreaterThan(0);
  await page.evaluate(() => window.babelscope.cancel());
  expect(await measured).toBe("AbortError");
}

describe("an evaluation that is stopped", () => {
  test("shows what it holds beside the kept ones, and is removed by a click", async ({ app }) => {
    const page = await app.open({ path: "#/evaluate/report" });
    await stopMidway(page);
    await page.getByText(/^1\sevaluation stopped before the end/).waitFor();
    expect(await page.evaluate(() => window.babelscope.stoppedEvaluations())).toMatchObject({ count: 1 });

    // It is found again on the next visit, and no visit removes it by itself.
    await page.reload();
    await page.getByRole("button", { name: /^Remove what was stopped \([\d.]+\s[kM]?B\)$/ }).click();
    await page.getByRole("button", { name: /^Remove what was stopped/ }).waitFor({ state: "detached" });
    expect(await countParts(page)).toBe(0);
    expect(await page.evaluate(() => window.babelscope.stoppedEvaluations())).toEqual({ count: 0, bytes: 0 });
  });
});
