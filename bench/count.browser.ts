import { expect, test } from "vitest";
import { upload } from "../src/gpu/buffers";
import type { Gpu } from "../src/gpu/device";
import { countOnCpu } from "../src/lape/countOnCpu";
import { gpuCounter } from "../src/lape/gpuCounter";
import type { ActivationSource, WindowBatch } from "../src/model/activationSource";
import { closeness, randn } from "../tests/support/numeric";
import type { BenchRow } from "./benchReport";
import { cpuSeconds, needDevice, saveReport } from "./browserReport";
import { median, takeTurns } from "./measure";

const N_TOKENS = 512;
const ROUNDS = 9;
const SHAPES = [
  { nLayers: 6, dMlp: 768 },
  { nLayers: 1, dMlp: 14_336 },
];

const BATCH: WindowBatch = {
  ids: new Int32Array(N_TOKENS),
  lengths: new Uint32Array(2).fill(N_TOKENS / 2),
  nWindows: 2,
  seqLen: N_TOKENS / 2,
};

async function measure({ device }: Gpu, { nLayers, dMlp }: { nLayers: number; dMlp: number }): Promise<BenchRow[]> {
  const gates = Array.from({ length: nLayers }, (_, l) => randn(l + 1, N_TOKENS * dMlp));
  const taps = gates.map((_, layer) => ({ layer, tensor: `gate.${layer}`, actFn: "silu" as const }));
  const source: ActivationSource = {
    nLayers,
    dMlp,
    taps,
    run: () => Promise.reject(new Error("not run here")),
    release: async () => undefined,
  };
  const layers = gates.map((gate) => upload(device, gate, "gate"));
  const counter = gpuCounter(device, source);
  const onGpu = async () =>
    (await counter.submit({ location: "gpu", dtype: "f32", layers, release: () => undefined }, BATCH)).counts;
  const onCpu = async () => countOnCpu(gates, taps, dMlp, BATCH);

  const [got, wanted] = [await onGpu(), await onCpu()];
  expect(got.overZero).toEqual(wanted.overZero);
  // Sums of 512 f32 activations of at most 5.
  expect(closeness(got.actSum, wanted.actSum, { rtol: 1e-5, atol: 1e-3 })).toBeLessThanOrEqual(1);

  const [kernel, twin] = await takeTurns([onGpu, onCpu], ROUNDS, cpuSeconds);
  counter.release();
  for (const buffer of layers) buffer.destroy();
  const nGates = nLayers * dMlp * N_TOKENS;
  const shape = `${nLayers} x ${dMlp} x ${N_TOKENS} tokens`;
  return [
    [`count_active on the GPU, read back, ${shape}`, kernel!] as const,
    [`its twin in memory, ${shape}`, twin!] as const,
  ].map(([what, { seconds, cpuSeconds }]) => ({
    what,
    value: nGates / 1e6 / median(seconds),
    unit: "million gates/s",
    note: `${(1000 * median(seconds)).toFixed(1)} ms a batch`,
    samples: seconds.map((s) => nGates / 1e6 / s),
    cpuSeconds,
  }));
}

test("how fast are active gates counted?", async () => {
  const gpu = await needDevice();
  const rows: BenchRow[] = [];
  for (const shape of SHAPES) rows.push(...(await measure(gpu, shape)));
  await saveReport(
    "count",
    {
      question: "How fast are active gates counted?",
      how: `Made gates, silu, ${ROUNDS} rounds; over_zero equal on both, sums of activations within rounding.`,
      rows,
      goals: [],
    },
    gpu,
  );
  gpu.device.destroy();
});
