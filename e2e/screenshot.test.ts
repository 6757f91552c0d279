import { mkdir } from "node:fs/promises";
import { test } from "./app";

/** The README's picture: every run makes it anew in `.cache/`; copied to `docs/` when the page has changed. */
test("the picture of the README", async ({ app }) => {
  const page = await app.open({ path: "#/neurons" });
  await page.evaluate(() => window.babelscope.scan({ seqLen: 256, tokensPerLanguage: 512 }));
  await page.getByText("neurons selected").waitFor();
  const neuron = await page.evaluate(async () => {
    const { languages, neurons } = await window.babelscope.select();
    const layer = neurons[languages.indexOf("npi_Deva")]!.findIndex((indices) => indices.length > 0);
    return `${layer}/${neurons[languages.indexOf("npi_Deva")]![layer]![0]}`;
  });
  await page.evaluate((at) => {
    location.hash = `#/babel-7m/${at}`;
  }, neuron);
  await page.getByRole("heading", { name: `L${neuron.replace("/", "N")}` }).waitFor();
  await page.locator(".js-plotly-plot .heatmaplayer").nth(1).waitFor();
  await mkdir(".cache", { recursive: true });
  await page.screenshot({ path: ".cache/neurons.png" });
});
