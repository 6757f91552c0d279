import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import type { ActivationStats } from "../../../src/lape/activationStats";
import { countUnion } from "../../../src/lape/layerCounts";
import { prepareLape } from "../../../src/lape/prepareLape";
import { select, selectNeurons } from "../../../src/lape/selectNeurons";
import { GOLDEN_SELECTIONS, goldenEntropy, goldenStats, neuronPairs } from "../../support/goldenLape";
import { closeness } from "../../support/numeric";

const FIXTURES = new URL("../../fixtures/lape/", import.meta.url);
const open = async (name: string): Promise<Blob> => new Blob([new Uint8Array(await readFile(new URL(name, FIXTURES)))]);
let stats: ActivationStats;

beforeAll(async () => {
  stats = await goldenStats(await open("activations.safetensors"));
});

describe("from the golden counts", () => {
  test.each(GOLDEN_SELECTIONS)("the selection at $config is the golden one", async ({ config, union, languages }) => {
    const { mask, selected } = await selectNeurons(stats, config);
    expect(selected.length).toBe(union);
    expect(mask.languages).toEqual(Object.keys(languages));
    for (const [k, language] of mask.languages.entries()) {
      expect(neuronPairs(mask.neurons[k]!), language).toEqual(languages[language]);
    }
  });

  test("the entropies are the golden ones, where a language passes the filter and only there", async () => {
    const golden = await goldenEntropy(await open("entropy.safetensors"));
    const { entropy, maxProbability, threshold } = await selectNeurons(stats, GOLDEN_SELECTIONS[0]!.config);
    const got = entropy.map((nats, j) => (maxProbability[j]! > threshold ? nats : -1));
    // the golden one is f32: its own sums of 16 terms are good to a few 1e-7
    expect(closeness(got, golden, { rtol: 0, atol: 2e-6 })).toBeLessThanOrEqual(1);
  });

  test("one prepared object gives every selection, in any order and at once", async () => {
    const data = await prepareLape(stats);
    const configs = [...GOLDEN_SELECTIONS, ...GOLDEN_SELECTIONS].map(({ config }) => config);
    const results = await Promise.all(configs.map((config) => select(data, config)));
    for (const [i, result] of results.entries()) {
      const { languages, union } = GOLDEN_SELECTIONS[i % 3]!;
      expect(result.mask.neurons.map(neuronPairs)).toEqual(Object.values(languages));
      expect(result.selected.length).toBe(union);
    }
    data.release();
  });

  test("where the bar is above the filter, selected neurons belong to no language", async () => {
    const { config, union } = GOLDEN_SELECTIONS[2]!;
    expect(config.activationBarRatio).toBeGreaterThan(config.filterRate);
    expect(countUnion((await selectNeurons(stats, config)).mask)).toBeLessThan(union);
  });
});
