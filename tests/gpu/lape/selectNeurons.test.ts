import { describe, expect, test } from "vitest";
import { requestDevice } from "../../../src/gpu/device";
import type { ActivationStats } from "../../../src/lape/activationStats";
import { lapeDataCpu } from "../../../src/lape/lapeDataCpu";
import { lapeDataGpu } from "../../../src/lape/lapeDataGpu";
import { prepareLape } from "../../../src/lape/prepareLape";
import { select } from "../../../src/lape/selectNeurons";
import { GOLDEN_SELECTIONS, goldenStats, neuronPairs } from "../../support/goldenLape";
import { gpuTest } from "../../support/gpuHarness";
import { madeUpStats } from "../../support/lapeReference";
import { closeness } from "../../support/numeric";

const activations = new URL("../../fixtures/lape/activations.safetensors", import.meta.url);
const golden = fetch(activations)
  .then((response) => response.blob())
  .then(goldenStats);

describe("on the GPU, from the golden counts,", () => {
  gpuTest("every golden selection comes out, of one prepared object", async ({ device }) => {
    const data = await prepareLape(await golden, { device });
    for (const { config, union, languages } of GOLDEN_SELECTIONS) {
      const { mask, selected } = await select(data, config);
      expect(selected.length).toBe(union);
      expect(mask.neurons.map(neuronPairs)).toEqual(Object.values(languages));
    }
    data.release();
  });

  gpuTest("entropies, probabilities and order are those of the definitions", async ({ device }) => {
    const stats = await golden;
    const gpu = await prepareLape(stats, { device });
    const cpu = lapeDataCpu(stats);
    expect(closeness(gpu.entropy, cpu.entropy, { rtol: 0, atol: 1e-5 })).toBeLessThanOrEqual(1);
    expect(gpu.maxProbability).toEqual(cpu.maxProbability);
    const { config } = GOLDEN_SELECTIONS[0]!;
    expect((await select(gpu, config)).selected).toEqual((await select(cpu, config)).selected);
    gpu.release();
  });
});

/** Rates around which many neurons tie, since counts are small. */
const CONFIGS = [
  { topRate: 0.05, filterRate: 0.5, activationBarRatio: 0.95 },
  { topRate: 0.3, filterRate: 0.2, activationBarRatio: 0.2 },
  { topRate: 1, filterRate: 0.9, activationBarRatio: 0.5 },
  { topRate: 0.001, filterRate: 1, activationBarRatio: 1 },
];

async function expectSameOnBothPaths(device: GPUDevice, stats: ActivationStats, maxBindingBytes: number) {
  const gpu = await lapeDataGpu(stats, device, maxBindingBytes);
  const cpu = lapeDataCpu(stats);
  // all at once: sliders do not wait for each other
  const results = await Promise.all(CONFIGS.map((c) => Promise.all([select(gpu, c), select(cpu, c)])));
  for (const [a, b] of results) {
    expect([a.threshold, a.bar]).toEqual([b.threshold, b.bar]);
    expect(a.selected).toEqual(b.selected);
    expect(a.mask).toEqual(b.mask);
  }
  gpu.release();
}

gpuTest.for([
  [1, 1, 1, 4], // one of everything
  [2, 3, 40, 2 ** 20],
  [3, 2, 50, 4 * 3 * 7], // chunks of seven neurons, the last of two
  [33, 3, 67, 4 * 33 * 64], // languages in two words
  [100, 1, 30, 4 * 100], // a chunk a neuron
])(
  "%d languages x %d layers x %d neurons in bindings of %d bytes select as in memory",
  async ([k, l, m, bytes], { device }) => {
    await expectSameOnBothPaths(device, madeUpStats(k!, k!, l!, m!, 20), bytes!);
  },
);

gpuTest("languages that do not fit a binding are refused, and nothing is left behind", async ({ device }) => {
  await expect(lapeDataGpu(madeUpStats(1, 5, 1, 4), device, 16)).rejects.toThrow(
    "5 languages do not fit a binding of 16 bytes",
  );
});

test("a lost device is an error, not a result", async () => {
  const { device } = (await requestDevice())!;
  const data = await prepareLape(madeUpStats(1, 3, 2, 40), { device });
  device.destroy();
  await expect(select(data, CONFIGS[0]!)).rejects.toThrow();
});
