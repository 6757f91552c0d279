import { describe, expect } from "vitest";
import golden from "../tests/fixtures/lape/selection.json";
import { neuronPairs } from "../tests/support/goldenLape";
import { test } from "./app";
import { expectGoldenCounts, type PageStats, readStats } from "./golden";

/** A gate within rounding of zero falls on either side: two in a thousand of 4,608 counters, by one token each. */
function expectNearlyEqual(got: PageStats, wanted: PageStats): void {
  const apart = got.overZero.flatMap(([counts], l) => counts!.map((n, j) => Math.abs(n - wanted.overZero[l]![0]![j]!)));
  expect(Math.max(...apart)).toBeLessThanOrEqual(1);
  expect(apart.filter((n) => n > 0).length).toBeLessThan(10);
}

describe("the sample project", () => {
  test("opens by itself and scans sixteen languages on wasm with the golden counts", async ({ app }) => {
    const page = await app.open({ path: "#/scan" });
    await page.getByLabel("Window length").fill("256");
    await page.getByRole("button", { name: "Scan 16 languages" }).click();

    // The neurons appear while the counts stream in, before the scan is done.
    await page.getByRole("link", { name: "Watch the neurons" }).click();
    await page.getByText("neurons selected").waitFor();
    expect(await page.getByRole("button", { name: "Pause" }).isVisible()).toBe(true);
    await page.getByRole("button", { name: "Pause" }).waitFor({ state: "detached", timeout: 480_000 });

    const stats = await readStats(page);
    expect(stats.languages).toHaveLength(16);
    await expectGoldenCounts(stats);

    // Counts may differ from the golden ones by gates within rounding of zero, and so may neurons on the cut.
    const {
      top_rate: topRate,
      filter_rate: filterRate,
      activation_bar_ratio: activationBarRatio,
      languages,
    } = golden[0]!;
    const selected = await page.evaluate((config) => window.babelscope.select(config), {
      topRate,
      filterRate,
      activationBarRatio,
    });
    const wanted: Record<string, number[][]> = languages;
    const pairs = selected.languages.flatMap((language, k) =>
      neuronPairs(selected.neurons[k]!.map((layer) => Int32Array.from(layer))).map((pair) => `${language} ${pair}`),
    );
    const goldenPairs = Object.entries(wanted).flatMap(([language, list]) => list.map((pair) => `${language} ${pair}`));
    const shared = pairs.filter((pair) => goldenPairs.includes(pair)).length;
    const apart = pairs.length + goldenPairs.length - 2 * shared;
    // On the machine it was measured on none of 314 is. Another CPU may sum in another order: one counter that moves by a token swaps
    // two neurons at the cut, each of one or two languages.
    expect(apart).toBeLessThanOrEqual(4);

    // A neuron's own page, by its address.
    await page.goto(new URL("#/babel-7m/3/417", page.url()).href);
    const inspector = page.getByRole("complementary", { name: "Neuron L3N417" });
    const k = stats.languages.indexOf("mkd_Cyrl");
    const probability = stats.overZero[3]![k]![417]! / stats.n[k]!;
    expect(probability).toBeGreaterThan(0.001);
    expect(await inspector.getByRole("row", { name: /mkd_Cyrl/ }).textContent()).toContain(probability.toFixed(3));
  });

  test("scans on WebGPU what wasm counts, after a self-check that leaves the wrong device", async ({ app }) => {
    const page = await app.open();
    const summary = await page.evaluate(async () => {
      await window.babelscope.openModel("sample", { provider: "webgpu" });
      return window.babelscope.scan({ languages: ["eng_Latn"], seqLen: 64, tokensPerLanguage: 512, seed: 3 });
    });
    expect(summary.provider).toBe("webgpu");
    // ONNX Runtime's code and data take tens of MB, and the heap ends at 4 GiB.
    expect(summary.wasmHeapBytes).toBeGreaterThan(16 * 2 ** 20);
    expect(summary.wasmHeapBytes).toBeLessThan(2 ** 30);
    expect(summary.selfCheck?.passed).toBe(true);
    const onWebGpu = await readStats(page);
    expect(onWebGpu.n).toEqual([512]);

    await page.evaluate(async () => {
      await window.babelscope.openModel("sample", { provider: "wasm" });
      return window.babelscope.scan({ languages: ["eng_Latn"], seqLen: 64, tokensPerLanguage: 512, seed: 3 });
    });
    expectNearlyEqual(onWebGpu, await readStats(page));
  });

  test("scans in its own decoder what wasm counts, with all weights on the GPU and layer by layer", async ({ app }) => {
    const page = await app.open();
    const scanned = async (options: { provider: "wasm" | "wgsl"; residency?: "stream" }) => {
      const summary = await page.evaluate(async (choice) => {
        await window.babelscope.openModel("sample", choice);
        return window.babelscope.scan({ languages: ["npi_Deva"], seqLen: 64, tokensPerLanguage: 512, seed: 3 });
      }, options);
      return { summary, stats: await readStats(page) };
    };
    const wasm = await scanned({ provider: "wasm" });
    const own = await scanned({ provider: "wgsl" });
    expect(own.summary).toMatchObject({ provider: "wgsl", n: [512], wasmHeapBytes: null });
    // Its gates were held against those of ONNX Runtime.
    expect(own.summary.selfCheck).toMatchObject({ passed: true, partial: false });
    expectNearlyEqual(own.stats, wasm.stats);

    await page.evaluate(() => window.babelscope.forgetScans());
    const streamed = await scanned({ provider: "wgsl", residency: "stream" });
    expect(streamed.summary.n).toEqual([512]);
    expect(streamed.stats.overZero).toEqual(own.stats.overZero);
  });
});
