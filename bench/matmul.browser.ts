import { test } from "vitest";
import type { Gpu } from "../src/gpu/device";
import { operandsFor } from "../src/kernels/blockProduct";
import type { MatrixFormat } from "../src/tensor/matrixFormat";
import type { BenchGoal, BenchRow } from "./benchReport";
import { cpuSeconds, needDevice, saveReport } from "./browserReport";
import { type Case, type LinearKernel, type Work, workOf } from "./matmulWork";
import { median, medianRatio, type Timing, takeTurns } from "./measure";

const ROUNDS = 3;
/** The share of its f32 peak that a GPU should reach. */
const PEAK_SHARE = 0.4;

const Q4: MatrixFormat = { kind: "q4", blockSize: 32, hasZeros: false };
const FORMATS: readonly MatrixFormat[] = [
  { kind: "f32" },
  { kind: "f16" },
  { kind: "q8", blockSize: 32, hasZeros: false },
  Q4,
];
const KERNELS: readonly LinearKernel[] = ["forward", "backward_input", "backward_weight"];

type Shape = Case["shape"];
const shape = (nRows: number, nIn: number, nOut: number): Shape => ({ nRows, nIn, nOut });

/** The sample model's layers on a software adapter; on a GPU those of a model of half a billion parameters. */
const SHAPES = {
  software: {
    square: shape(512, 256, 256),
    layers: [shape(512, 256, 128), shape(512, 256, 768), shape(512, 768, 256), shape(256, 256, 8192)],
    thin: [shape(512, 256, 8), shape(512, 256, 40), shape(1, 256, 768)],
  },
  gpu: {
    square: shape(2048, 2048, 2048),
    layers: [shape(2048, 896, 128), shape(2048, 896, 4864), shape(2048, 4864, 896), shape(256, 896, 151_936)],
    thin: [shape(2048, 896, 8), shape(2048, 896, 40), shape(1, 896, 4864)],
  },
};

interface Measured {
  readonly what: Case;
  readonly work: Work;
  readonly timing: Timing;
}

/** Times the cases in turns, side by side with what they are compared with. */
async function measure({ device, isSoftware }: Gpu, cases: readonly Case[]): Promise<Measured[]> {
  const works: Work[] = [];
  for (const c of cases) works.push(await workOf(device, c, isSoftware ? "software" : "gpu"));
  const timings = await takeTurns(
    works.map(({ run }) => run),
    ROUNDS,
    cpuSeconds,
  );
  for (const { release } of works) release();
  return cases.map((what, i) => ({ what, work: works[i]!, timing: timings[i]! }));
}

/** Speed of `a` over that of `b`: where processors do all the work, by their time, which other work disturbs least. */
function speedRatio(a: Measured, b: Measured, gpu: Gpu): number {
  const clock = gpu.isSoftware ? "cpuSeconds" : "seconds";
  return (a.work.flop / b.work.flop) * medianRatio(b.timing[clock], a.timing[clock]);
}

function toRow(measured: Measured, note: string): BenchRow {
  const { what, work, timing } = measured;
  const samples = timing.seconds.map((s) => work.flop / 1e9 / s);
  const { nRows, nIn, nOut } = what.shape;
  const weights = what.kernel === "backward_weight" ? "" : ` ${what.format.kind}`;
  const name =
    what.kernel === "registers"
      ? "fused multiply-adds in registers"
      : `${what.kernel}${weights}, ${nRows} x ${nIn} -> ${nOut}, ${what.operands}`;
  return { what: name, value: median(samples), unit: "GFLOP/s", note, samples, cpuSeconds: timing.cpuSeconds };
}

test("how fast are the matrix kernels?", async () => {
  const gpu = await needDevice();
  const operands = operandsFor(gpu.device);
  const other = operands === "direct" ? "staged" : "direct";
  const { square, layers, thin } = SHAPES[gpu.isSoftware ? "software" : "gpu"];
  const rows: BenchRow[] = [];
  const goals: BenchGoal[] = [];

  const naive: Case = { kernel: "naive", shape: square, format: { kind: "f32" }, operands: "direct" };
  for (const kernel of KERNELS) {
    const formats = kernel === "backward_weight" ? FORMATS.slice(0, 1) : FORMATS;
    const cases = formats.map((format): Case => ({ kernel, shape: square, format, operands }));
    const measured = await measure(gpu, [
      naive,
      { ...naive, kernel: "registers" },
      ...cases,
      { ...cases.at(-1)!, operands: other },
    ]);
    const [reference, peak, ...rest] = measured as [Measured, Measured, ...Measured[]];
    if (kernel === "forward") rows.push(toRow(peak, "the most that f32 can be here"), toRow(reference, "1 x"));
    for (const one of rest) {
      const share = speedRatio(one, peak, gpu);
      rows.push(
        toRow(one, `${speedRatio(one, reference, gpu).toFixed(1)} x naive, ${(100 * share).toFixed(0)} % of peak`),
      );
      if (!gpu.isSoftware && one.what.operands === operands) {
        const goal = `${kernel} with ${one.what.format.kind} weights reaches 40 % of the GPU's f32 peak`;
        goals.push({ goal, met: share >= PEAK_SHARE, found: `${(100 * share).toFixed(0)} %` });
      }
    }
  }
  for (const one of [...layers, ...thin]) {
    const cases = KERNELS.map((kernel): Case => ({ kernel, shape: one, format: Q4, operands }));
    for (const measured of await measure(gpu, cases)) rows.push(toRow(measured, layers.includes(one) ? "" : "thin"));
  }

  await saveReport(
    "matmul",
    {
      question: "How fast are the matrix kernels?",
      how: `Made-up numbers, rows x columns in -> columns out, ${ROUNDS} rounds in turns; ratios are medians over the rounds, by processor time on a software adapter.`,
      rows,
      goals,
    },
    gpu,
  );
  gpu.device.destroy();
});
