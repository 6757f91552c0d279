import { readFile } from "node:fs/promises";
import { describe, expect } from "vitest";
import { test } from "./app";
import { drop } from "./drop";

const axe = await readFile("node_modules/axe-core/axe.min.js", "utf8");

const TABS = ["perplexity", "neurons", "tasks", "generate", "weights", "dynamics", "report"];

describe("accessibility", () => {
  for (const { dark, width, height } of [
    { dark: true, width: 1280, height: 800 },
    { dark: false, width: 390, height: 844 },
  ]) {
    test(`axe finds nothing serious at ${width} wide, ${dark ? "dark" : "light"}`, async ({ app }) => {
      const page = await app.open({ dark, width, height });
      await drop(page, [
        { name: "counts.safetensors", content: await readFile("tests/fixtures/lape/activations.safetensors") },
      ]);
      await page.getByRole("button", { name: "Import the stats" }).click();
      await page.getByText("neurons selected").waitFor();
      // A run of one step, so that there is one to look at.
      const run = await page.evaluate(() =>
        window.babelscope.finetune({
          mask: { 5: [247, 292] },
          language: "cym_Latn",
          files: "sample",
          seqLen: 16,
          batchSize: 1,
          steps: 1,
          validationWindows: 1,
        }),
      );
      await page.addScriptTag({ content: axe });
      const views = [
        "model",
        "corpus",
        "scan",
        "neurons",
        "tune",
        `tune/${run.id}`,
        ...TABS.map((tab) => `evaluate/${tab}`),
        "align",
        "export",
        "activation%20stats/3/417",
      ];
      for (const view of views) {
        await page.evaluate((hash) => {
          location.hash = `#/${hash}`;
        }, view);
        if (view.endsWith("/3/417")) {
          // The counts of a file bear no model's name. A row of a language: the inspector has read the neuron.
          const inspector = page.getByRole("complementary", { name: "Neuron L3N417" });
          await inspector.getByRole("row", { name: /^\S* ?mkd_Cyrl/ }).waitFor();
        }
        await page.waitForTimeout(800);
        const violations = await page.evaluate(async () => {
          const results = await (window as unknown as { axe: typeof import("axe-core") }).axe.run();
          return results.violations
            .filter(({ impact }) => impact === "serious" || impact === "critical")
            .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`);
        });
        expect(violations, view).toEqual([]);
      }
    });
  }
});
