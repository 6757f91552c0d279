import { expect, test } from "vitest";
import type { Gpu } from "../src/gpu/device";
import type { ActivationStats } from "../src/lape/activationStats";
import type { LapeData } from "../src/lape/lapeData";
import { LAPE_DEFAULTS, type LapeConfig, type LapeResult } from "../src/lape/lapeResult";
import { prepareLape } from "../src/lape/prepareLape";
import { select } from "../src/lape/selectNeurons";
import { madeUpStats } from "../tests/support/lapeReference";
import type { BenchRow } from "./benchReport";
import { needDevice, saveReport } from "./browserReport";
import { median, secondsOf } from "./measure";

const SHAPES = [
  [16, 6, 768],
  [100, 32, 14_336],
] as const;
/** Enough tokens that probabilities are many, as in a real scan. */
const MAX_TOKENS = 100_000;

const moved = (name: keyof LapeConfig, values: readonly number[]): LapeConfig[] =>
  values.map((value) => ({ ...LAPE_DEFAULTS, [name]: value }));

/** Turns of a knob, in the order in which they are made. What was computed for one may serve the next. */
const TURNS: readonly { readonly what: string; readonly configs: readonly LapeConfig[] }[] = [
  { what: "first selection", configs: [LAPE_DEFAULTS] },
  { what: "top_rate moved", configs: moved("topRate", [0.011, 0.012, 0.015, 0.02, 0.05]) },
  { what: "filter_rate moved a little", configs: moved("filterRate", [0.951, 0.952, 0.953, 0.954, 0.955]) },
  { what: "filter_rate moved far", configs: moved("filterRate", [0.5, 0.6, 0.7, 0.8, 0.9]) },
  { what: "activation_bar_ratio moved far", configs: moved("activationBarRatio", [0.55, 0.65, 0.75, 0.85, 0.99]) },
];

/** Makes all turns; the results for comparison. */
async function measure(stats: ActivationStats, where: string, device: GPUDevice | undefined) {
  const shape = `${stats.languages.length} x ${stats.nLayers} x ${stats.dMlp}`;
  const rows: BenchRow[] = [];
  const add = (what: string, seconds: readonly number[]) => {
    const samples = seconds.map((s) => 1000 * s);
    const note = samples.length > 1 ? `worst ${Math.max(...samples).toFixed(0)} ms of ${samples.length}` : "once";
    rows.push({ what: `${shape} ${where}: ${what}`, value: median(samples), unit: "ms", note, samples });
  };
  let data: LapeData | undefined;
  const results: LapeResult[] = [];
  const preparing = async () => {
    data = await prepareLape(stats, { device });
  };
  add("prepare (probabilities, entropies)", [await secondsOf(preparing)]);
  for (const { what, configs } of TURNS) {
    const seconds: number[] = [];
    for (const config of configs) seconds.push(await secondsOf(async () => results.push(await select(data!, config))));
    add(what, seconds);
  }
  data!.release();
  return { rows, results };
}

async function compare(gpu: Gpu, [nLangs, nLayers, dMlp]: (typeof SHAPES)[number]): Promise<BenchRow[]> {
  const stats = madeUpStats(1, nLangs, nLayers, dMlp, MAX_TOKENS);
  const inMemory = await measure(stats, "in memory", undefined);
  const onGpu = await measure(stats, "on webgpu", gpu.device);
  for (const [i, { selected, threshold, bar, mask }] of inMemory.results.entries()) {
    const other = onGpu.results[i]!;
    expect([other.threshold, other.bar]).toEqual([threshold, bar]);
    expect(other.selected).toEqual(selected);
    expect(other.mask).toEqual(mask);
  }
  return [...inMemory.rows, ...onGpu.rows];
}

test("how long does a selection take?", async () => {
  const gpu = await needDevice();
  const rows: BenchRow[] = [];
  for (const shape of SHAPES) rows.push(...(await compare(gpu, shape)));
  await saveReport(
    "select",
    {
      question: "How long does a selection take?",
      how: "Made-up counts (languages x layers x neurons), prepared once, then each setting moved to five new values. Both ways select the same neurons, thresholds and members.",
      rows,
      goals: [],
    },
    gpu,
  );
  gpu.device.destroy();
});
