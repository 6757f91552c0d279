import { expect, test } from "vitest";
import { upload } from "../src/gpu/buffers";
import type { Gpu } from "../src/gpu/device";
import { cpuCounter } from "../src/lape/cpuCounter";
import type { GateCounter } from "../src/lape/gateCounter";
import { gpuCounter } from "../src/lape/gpuCounter";
import type { LayerGate } from "../src/model/activationSource";
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

/** Two windows without padding. */
const ROWS = { lengths: new Uint32Array(2).fill(N_TOKENS / 2), seqLen: N_TOKENS / 2 };

async function measure({ device }: Gpu, { nLayers, dMlp }: { nLayers: number; dMlp: number }): Promise<BenchRow[]> {
  const gates = Array.from({ length: nLayers }, (_, l) => randn(l + 1, N_TOKENS * dMlp));
  const taps = gates.map((_, layer) => ({ layer, tensor: `gate.${layer}`, actFn: "silu" as const }));
  const buffers = gates.map((gate) => upload(device, gate, "gate"));
  const count = async (counter: GateCounter, gateOf: (layer: number) => LayerGate) => {
    const batch = counter.batch();
    for (let layer = 0; layer < nLayers; layer++) await batch.add(gateOf(layer));
    return batch.counts();
  };
  const [counter, twinCounter] = [gpuCounter(device, { nLayers, dMlp, taps }), cpuCounter({ nLayers, dMlp, taps })];
  const onGpu = () =>
    count(counter, (layer) => ({ ...ROWS, layer, location: "gpu", dtype: "f32", buffer: buffers[layer]! }));
  const onCpu = () => count(twinCounter, (layer) => ({ ...ROWS, layer, location: "cpu", values: gates[layer]! }));

  const [got, wanted] = [await onGpu(), await onCpu()];
  expect(got.overZero).toEqual(wanted.overZero);
  // Sums of 512 f32 activations of at most 5.
  expect(closeness(got.actSum, wanted.actSum, { rtol: 1e-5, atol: 1e-3 })).toBeLessThanOrEqual(1);

  const [kernel, twin] = await takeTurns([onGpu, onCpu], ROUNDS, cpuSeconds);
  counter.release();
  for (const buffer of buffers) buffer.destroy();
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
