import { openAsBlob } from "node:fs";
import type { Page } from "playwright";
import { expect } from "vitest";
import { findTensor, openSafetensors, readTensor } from "../src/formats/safetensors";

/** What the page's `stats()` gives, as plain arrays. */
export interface PageStats {
  readonly languages: string[];
  readonly n: number[];
  readonly nLayers: number;
  readonly dMlp: number;
  /** [layer][language][neuron]. */
  readonly overZero: number[][][];
}

export const readStats = (page: Page): Promise<PageStats> =>
  page.evaluate(async () => {
    const stats = await window.babelscope.stats();
    return { ...stats, overZero: stats.overZero.map((layer) => layer.map((counts) => Array.from(counts))) };
  });

/**
 * Holds counts of windows of 256 tokens of the sample corpus against the golden ones of the same languages: tokens equal, a
 * counter apart by no more than its gates within rounding of zero.
 */
export async function expectGoldenCounts(stats: PageStats): Promise<void> {
  const file = await openSafetensors(await openAsBlob("tests/fixtures/lape/activations.safetensors"));
  const languages = file.metadata.get("languages")!.split(" ");
  const [overZero, nearZero] = await Promise.all(
    ["over_zero", "near_zero"].map((name) => readTensor(findTensor(file, name), "I32")),
  );
  const n = await readTensor(findTensor(file, "n"), "I64");
  const size = stats.nLayers * stats.dMlp;
  for (const [k, language] of stats.languages.entries()) {
    const g = languages.indexOf(language);
    expect(stats.n[k], language).toBe(Number(n[g]));
    let differing = 0;
    for (let l = 0; l < stats.nLayers; l++) {
      for (let j = 0; j < stats.dMlp; j++) {
        const at = l * stats.dMlp + j;
        const apart = Math.abs(stats.overZero[l]![k]![j]! - overZero![g * size + at]!);
        expect(apart, `${language} L${l}N${j}`).toBeLessThanOrEqual(nearZero![g * size + at]!);
        if (apart > 0) differing++;
      }
    }
    // The golden's own expectation: well over 99.9 % of the counters are equal.
    expect(differing / size, language).toBeLessThan(0.001);
  }
}
