import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { test } from "./app";
import { dropPaths } from "./drop";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "texts-"));
  await mkdir(join(folder, "flores/dev"), { recursive: true });
  await writeFile(join(folder, "flores/dev/isl_Latn.dev"), "eitt\ntvö\n");
  await writeFile(join(folder, "flores/dev/mlt_Latn.dev"), "wieħed\ntnejn\n");
  await writeFile(join(folder, "flores/labelled.jsonl"), '{"text":"x","lang":"xx"}\n');
  await writeFile(join(folder, "flores/.DS_Store"), "");
  await writeFile(join(folder, "flores/cover.png"), "no picture");
  // More files than a browser lists of a folder at once.
  await mkdir(join(folder, "many"));
  for (let i = 0; i < 120; i++) await writeFile(join(folder, `many/deu_Latn.${i}.txt`), `Satz ${i}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

describe("a dropped folder", () => {
  test("of a model is walked and named back", async ({ app }) => {
    const page = await app.open({ path: "#/model" });
    await dropPaths(page, [resolve("public/models/babel-7m")]);
    await page.getByText("This looks like a model folder: babel-7m").waitFor();
    await page.getByRole("button", { name: "Open babel-7m" }).click();
    await page.getByRole("button", { name: "Load q4 on wasm" }).waitFor();
  });

  test("of text is read with what lies deeper in it; a label from a column can be corrected", async ({ app }) => {
    const page = await app.open({ path: "#/corpus" });
    await page.evaluate(() => window.babelscope.clearCorpus());
    await dropPaths(page, [join(folder, "flores"), join(folder, "many")]);
    await page.getByText("Not recognised: flores/cover.png").waitFor();
    await page.getByRole("button", { name: "Add to the corpus" }).click();
    await page.getByRole("row", { name: /Icelandic/ }).waitFor();
    const table = await page.evaluate(() => window.babelscope.changeCorpus({ languageField: "lang" }));
    expect(table.rows.map(({ language, documents, files }) => [language, documents, files.length])).toEqual([
      ["deu_Latn", 120, 120],
      ["isl_Latn", 2, 1],
      ["mlt_Latn", 2, 1],
      ["xx", 1, 1],
    ]);
    expect(table.rows[1]?.files).toEqual(["flores/dev/isl_Latn.dev"]);

    const label = page.getByLabel("Language of lang: xx");
    await label.fill("gd");
    await label.press("Enter");
    await page.getByRole("row", { name: /Scottish Gaelic/ }).waitFor();
  });
});
