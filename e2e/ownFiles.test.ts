import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { describe, expect } from "vitest";
import { test } from "./app";
import { drop } from "./drop";
import { readStats } from "./golden";

const MODEL = "public/models/babel-7m";
const lines = async (language: string) =>
  (await readFile(`public/corpora/interface/${language}.txt`, "utf8")).trimEnd().split("\n");

describe("a person's own files", () => {
  test("a picked model folder and dropped text of four kinds are named back, opened and scanned", async ({ app }) => {
    const page = await app.open({ path: "#/model" });
    await page.evaluate(() => window.babelscope.clearCorpus());
    await page.locator("input[type=file]").first().setInputFiles(MODEL);
    await page.getByRole("button", { name: "Load q4 on wasm" }).click();
    await page.getByText("babel-7m q4").first().waitFor();

    const [deu, eng, isl] = [await lines("deu_Latn"), await lines("eng_Latn"), await lines("isl_Latn")];
    await drop(page, [
      { name: "flores.dev.isl_Latn", content: isl.join("\n") },
      { name: "de.jsonl", content: deu.map((text) => JSON.stringify({ text })).join("\n") },
      { name: "en.csv.gz", content: gzipSync(["text", ...eng.map((t) => `"${t.replaceAll('"', '""')}"`)].join("\n")) },
    ]);
    await page.getByText("This looks like text").waitFor();
    await page.getByRole("button", { name: "Add to the corpus" }).click();
    await page.getByRole("row", { name: /Icelandic/ }).waitFor();

    const table = await page.evaluate(() => window.babelscope.changeCorpus({}));
    expect(table.issues).toEqual([]);
    expect(table.rows.map(({ language, documents }) => [language, documents])).toEqual([
      ["deu_Latn", deu.length],
      ["eng_Latn", eng.length],
      ["isl_Latn", isl.length],
    ]);

    await page.evaluate(() => window.babelscope.scan({ seqLen: 128, tokensPerLanguage: 1024 }));
    const stats = await readStats(page);
    expect(stats.languages).toEqual(["deu_Latn", "eng_Latn", "isl_Latn"]);
    expect(stats.n).toEqual([1024, 1024, 1024]);
    const { selected } = await page.evaluate(() => window.babelscope.select({ topRate: 0.05 }));
    expect(selected).toBe(Math.round(0.05 * stats.nLayers * stats.dMlp));
  });

  test("a dropped model is named back before anything happens", async ({ app }) => {
    const page = await app.open();
    const files = ["config.json", "tokenizer.json", "tokenizer_config.json"];
    const small = await Promise.all(
      files.map(async (name) => ({
        name: `mine/${name}`.replace("mine/", ""),
        content: await readFile(`${MODEL}/${name}`),
      })),
    );
    await drop(page, [...small, { name: "model_q4.onnx", content: await readFile(`${MODEL}/onnx/model_q4.onnx`) }]);
    await page.getByText("This looks like a model folder").waitFor();
    await page.getByRole("button", { name: /^Open model/ }).click();
    await page.getByRole("button", { name: "Load q4 on wasm" }).waitFor();
  });
});
