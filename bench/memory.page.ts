import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import type { Page } from "playwright";
import { expect } from "vitest";
import { test } from "../e2e/app";
import type { BenchGoal, BenchRow } from "./benchReport";
import { writeBigModel } from "./bigModel";
import { saveReport } from "./saveReport.mjs";
import { openWithMemory } from "./workerMemory";

/** Weights in f32: 134 MB the embedding, 67 MB each of the feed-forward matrices. */
const SHAPE = { nLayers: 2, dModel: 2048, dMlp: 8192, dVocab: 16_384 };
const SEQ_LEN = 16;
const N_TOKENS = 32;
const MB = 1e6;

/** Gives the page files as if a person had picked them. */
async function pickFiles(page: Page, files: readonly string[]): Promise<void> {
  await page.evaluate(() => {
    const input = document.createElement("input");
    Object.assign(input, { type: "file", multiple: true, id: "bench-files" });
    document.body.append(input);
  });
  await page.setInputFiles("#bench-files", [...files]);
}

const openAndScan = (page: Page, provider: "webgpu" | "wasm") =>
  page.evaluate(
    async ({ provider, seqLen, tokensPerLanguage }) => {
      const input = document.querySelector<HTMLInputElement>("#bench-files")!;
      const files = [...input.files!].map((blob) => ({ name: blob.name, blob }));
      const { loading } = await window.babelscope.openModel(files, { provider });
      const { n } = await window.babelscope.scan({ languages: ["eng_Latn"], tokensPerLanguage, seqLen });
      const { overZero } = await window.babelscope.stats();
      return { loading, n, active: overZero.map(([counts]) => counts!.reduce((sum, count) => sum + count, 0)) };
    },
    { provider, seqLen: SEQ_LEN, tokensPerLanguage: N_TOKENS },
  );

test("how much memory does a large model take in JavaScript?", async ({ app, browser }) => {
  const folder = await mkdtemp(`${tmpdir()}/babelscope-bench-`);
  const rows: BenchRow[] = [];
  const goals: BenchGoal[] = [];
  try {
    const { files, dataBytes, largestBytes } = await writeBigModel(folder, SHAPE);
    const limit = 1.2 * largestBytes + 200 * MB;
    for (const provider of ["wasm", "webgpu"] as const) {
      const page = await app.open();
      const memory = await openWithMemory(page);
      const rail = page.locator(".rail");
      await rail.getByText("4,608 neurons").waitFor();
      await rail.getByText("16 languages", { exact: true }).waitFor();
      await pickFiles(page, files);
      const { result, peak } = await memory.peakDuring(() => openAndScan(page, provider));
      expect(result.n).toEqual([N_TOKENS]);
      // Made-up gates are above zero about half of the time.
      for (const active of result.active) {
        expect(active / (N_TOKENS * SHAPE.dMlp)).toBeGreaterThan(0.4);
        expect(active / (N_TOKENS * SHAPE.dMlp)).toBeLessThan(0.6);
      }
      const row = (what: string, bytes: number, note = ""): BenchRow => ({
        what: `${provider}: ${what}`,
        value: bytes / MB,
        unit: "MB",
        ...(note ? { note } : {}),
      });
      rows.push(
        row("JavaScript heap and buffers at peak", peak.both, `${peak.nSamples} samples; ${result.loading}`),
        row("buffers alone at peak", peak.buffers),
        row("JavaScript heap alone at peak", peak.heap),
        row("ONNX Runtime's wasm heap", await memory.wasmHeap(), "apart; it never shrinks"),
      );
      goals.push({
        goal: `${provider}: JavaScript holds less than 1.2 x the largest tensor + 200 MB at the peak`,
        met: peak.both < limit,
        found: `${(peak.both / MB).toFixed(0)} MB of ${(limit / MB).toFixed(0)} MB; the file has ${(dataBytes / MB).toFixed(0)} MB`,
      });
      await page.close();
    }
    await saveReport("memory", {
      question: "How much memory does a large model take in JavaScript?",
      how:
        `A made-up f32 model of ${(dataBytes / MB).toFixed(0)} MB, its largest tensor ${(largestBytes / MB).toFixed(0)} MB, picked as files in the ` +
        `built page, opened and scanned for ${N_TOKENS} tokens (WebGPU with its self-check). Page and worker together, what is not yet collected included.`,
      ranOn: { browser: `Chromium ${browser.version()}` },
      rows,
      goals,
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});
