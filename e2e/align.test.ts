import type { Page } from "playwright";
import { describe, expect } from "vitest";
import { test } from "./app";

/** Eight lines that translate each other, in three languages: a software adapter's seconds. */
const SENTENCES = 8;
const LANGUAGES = ["cym_Latn", "deu_Latn", "eng_Latn"];

/** The rows of a figure's table, cell by cell. */
async function tableOf(page: Page, figure: string): Promise<string[][]> {
  const chart = page.getByRole("figure", { name: figure, exact: true });
  await chart.getByRole("button", { name: "Table" }).click();
  const rows = await chart.locator("tbody tr").all();
  const cells = await Promise.all(rows.map((row) => row.locator("th, td").allTextContents()));
  await chart.getByRole("button", { name: "Table" }).click();
  return cells;
}

/** As the page writes numbers: three significant digits. */
const written = (value: number): string =>
  new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 }).format(value);

describe("alignment", () => {
  test("three languages of the sample: curves, matrices and sentences show what the API gives", async ({ app }) => {
    const page = await app.open({ path: "#/align" });
    await page.getByText("babel-7m q4").first().waitFor();
    await page.getByRole("radio", { name: /^Sample: a browser's interface/ }).click();
    await page.getByRole("button", { name: "None" }).click();
    for (const name of ["Welsh", "German", "English"]) await page.getByRole("checkbox", { name, exact: true }).check();
    const field = page.getByRole("spinbutton", { name: "Sentences, lines" });
    await field.fill(String(SENTENCES));
    await field.press("Enter");
    await page.getByRole("button", { name: "Align 3 languages, 8 sentences" }).click();
    await page
      .getByRole("figure", { name: "Cosine, vectors as they are" })
      .locator(".scatterlayer .trace")
      .first()
      .waitFor({ timeout: 180_000 });
    await page.getByRole("link", { name: /Align done: 3 languages, 8 sentences/ }).waitFor();

    // The same again is what was kept, not measured anew.
    const listed = page.getByRole("combobox", { name: "Show" }).locator("option");
    const kept = await page.evaluate(
      ([languages, sentences]) => window.babelscope.align({ corpus: "sample-interface", languages, sentences }),
      [LANGUAGES, SENTENCES] as const,
    );
    expect(await listed.count()).toBe(1);
    const pair = (layer: number, a: string, b: string) =>
      kept.result.pairs.find((one) => one.layer === layer && one.a === a && one.b === b)!;
    expect(kept.result).toMatchObject({ languages: LANGUAGES, nSentences: SENTENCES, nLayers: 6 });

    const curves = await tableOf(page, "Cosine, vectors as they are");
    expect(curves).toHaveLength(2 * 7);
    const fourth = curves.find(([, to, , layer]) => to === "deu_Latn" && layer === "4")!;
    const { raw } = pair(4, "deu_Latn", "eng_Latn");
    expect(fourth.slice(0, 5)).toEqual(["eng_Latn", "deu_Latn", "base", "4", "as they are"]);
    const numbers = [raw.cosine, raw.cosineInterval.low, raw.cosineInterval.high, raw.cosineShuffled];
    expect(fourth.slice(5)).toEqual(numbers.map(written));

    // Another measure and layer: the matrix goes from its rows to its columns.
    await page.getByRole("combobox", { name: "Measure" }).selectOption("retrieval");
    await page.getByRole("slider", { name: "Layer" }).fill("6");
    const matrix = await tableOf(page, "Retrieval, layer 6: base");
    const last = pair(6, "cym_Latn", "eng_Latn").raw;
    expect(matrix.find(([from, to]) => from === "cym_Latn" && to === "eng_Latn")![2]).toBe(
      written(last.accuracyForward),
    );
    expect(matrix.find(([from, to]) => from === "eng_Latn" && to === "cym_Latn")![2]).toBe(
      written(last.accuracyBackward),
    );

    // CKA is no mean over sentences, and has an interval all the same; what it is of is said.
    await page.getByRole("combobox", { name: "Measure" }).selectOption("cka");
    const ckas = await tableOf(page, "Linear CKA");
    const { cka, ckaInterval } = pair(4, "deu_Latn", "eng_Latn");
    expect(ckaInterval!.low).toBeLessThan(cka);
    expect(cka).toBeLessThan(ckaInterval!.high);
    expect(ckas.find(([, to, , layer]) => to === "deu_Latn" && layer === "4")!.slice(5, 8)).toEqual(
      [cka, ckaInterval!.low, ckaInterval!.high].map(written),
    );
    await page.getByText("Bands: 95 % bootstrap over sentences, of the measure's linear approximation").waitFor();

    // Sentences of the corpus, at the places that the API tells.
    const plane = await page.evaluate(
      ([base, languages]) => window.babelscope.projectSentences({ base, layer: 6, languages }),
      [kept.summary.id, LANGUAGES] as const,
    );
    expect(plane.texts.map((texts) => texts.length)).toEqual([SENTENCES, SENTENCES, SENTENCES]);
    const points = await tableOf(page, "PCA of sentences, layer 6: base");
    expect(points).toHaveLength(3 * SENTENCES);
    const [language, number, x, , text] = points[SENTENCES + 2]!;
    expect([language, number, text]).toEqual(["deu_Latn", "3", plane.texts[1]![2]]);
    expect(x).toBe(written(plane.base[2 * (SENTENCES + 2)]!));

    // A click on a point reads its sentence in every language.
    const map = page.getByRole("figure", { name: "PCA of sentences, layer 6: base" });
    await map.locator(".scatterlayer path.point").nth(0).click({ force: true });
    const read = page.locator(".align-texts dd");
    await read.first().waitFor();
    expect(plane.texts[0]).toContain(await read.first().textContent());

    // After a reload it is still there, its vectors too.
    await page.reload();
    await page.getByRole("figure", { name: "PCA of sentences, layer 3: base" }).locator("path.point").first().waitFor();
  });
});
