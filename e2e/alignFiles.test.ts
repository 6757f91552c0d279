import { readFileSync } from "node:fs";
import { describe, expect } from "vitest";
import { test } from "./app";

const LANGUAGES = ["cym_Latn", "deu_Latn"];
const SENTENCES = 4;

const linesOf = (language: string): string[] =>
  readFileSync(`public/corpora/interface/${language}.txt`, "utf8").split("\n").slice(0, SENTENCES);
const file = (name: string, text: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });

describe("files of one's own", () => {
  test("are aligned by the id that is named, and by line refused where nobody knows the lines", async ({ app }) => {
    const page = await app.open({ path: "#/align" });
    await page.getByText("babel-7m q4").first().waitFor();
    const records = (language: string) =>
      linesOf(language).map((sentence, i) => `${JSON.stringify({ key: `s${i}`, sentence })}\n`);
    // The other way round, and with one that Welsh does not have.
    const german = `${records("deu_Latn").reverse().join("")}${JSON.stringify({ key: "x", sentence: "nur hier" })}\n`;
    const fields = page.getByRole("group", { name: "Fields of your files" });
    expect(await fields.count()).toBe(0);
    const pick = page.getByLabel("Pick files");
    await pick.setInputFiles([file("cym_Latn.jsonl", records("cym_Latn").join("")), file("deu_Latn.jsonl", german)]);
    await page.getByRole("radio", { name: /^Your files/ }).waitFor();
    await fields.getByRole("textbox", { name: "Text" }).fill("sentence");
    await page.getByRole("button", { name: /^Align the files/ }).click();
    await page
      .getByText(/deu_Latn is not aligned with cym_Latn by line: deu_Latn\.jsonl has 5; cym_Latn\.jsonl has 4/)
      .first()
      .waitFor({ timeout: 60_000 });

    await fields.getByRole("textbox", { name: "Id of translations" }).fill("key");
    await page.getByRole("button", { name: /^Align the files/ }).click();
    await page.getByRole("link", { name: /Align done: 2 languages, 4 sentences/ }).waitFor({ timeout: 180_000 });
    // The API finds what the page kept: the same files, read alike.
    const id = await page.evaluate(
      async ([welsh, german]) => {
        const corpus = [
          { name: "cym_Latn.jsonl", blob: new Blob([welsh]) },
          { name: "deu_Latn.jsonl", blob: new Blob([german]) },
        ];
        const reading = { textField: "sentence", idField: "key" };
        const { summary } = await window.babelscope.align({ corpus, reading, sentences: 24 });
        return summary.id;
      },
      [records("cym_Latn").join(""), german] as const,
    );
    expect(await page.getByRole("combobox", { name: "Show" }).locator("option").count()).toBe(1);
    const plane = await page.evaluate(
      ([base, languages]) => window.babelscope.projectSentences({ base, layer: 1, languages }),
      [id, LANGUAGES] as const,
    );
    expect(plane.texts).toEqual(LANGUAGES.map(linesOf));
  });
});
