import { test } from "vitest";
import type { TokenBatch } from "../src/corpus/corpus";
import type { Gpu } from "../src/gpu/device";
import type { Method } from "../src/train/finetuneConfig";
import { countParameters } from "../src/train/tuningPlan";
import { GOLDEN_MASK } from "../tests/support/goldenTrain";
import { watchBuffers } from "../tests/support/watchBuffers";
import type { BenchGoal, BenchRow } from "./benchReport";
import { cpuSeconds, needDevice, saveReport } from "./browserReport";
import { median, medianRatio, type Timing, takeTurns } from "./measure";
import { sampleBatch } from "./sampleCorpus";
import { openSampleDecoder } from "./sampleDecoder";
import { stepFlop } from "./stepFlop";
import { openTraining, type TrainingWork } from "./trainingWork";

const METHODS: readonly Method[] = ["full", "ffnOnly", "lora", "ia3", "random", "subnetwork"];
const ROUNDS = 3;
/** How far a subnetwork's share of the time may be above that of the operations, and memory from what was computed. */
const TIME_TOLERANCE = 0.1;
const MEMORY_TOLERANCE = 0.02;

interface Measured extends TrainingWork {
  readonly method: Method;
  /** What it really took on the GPU. */
  readonly allocatedBytes: number;
  readonly timing: Timing;
}

async function measure({ device }: Gpu, windows: TokenBatch) {
  const watch = watchBuffers(device);
  const sample = await openSampleDecoder(device, "model.safetensors");
  const opened: (TrainingWork & Pick<Measured, "method" | "allocatedBytes">)[] = [];
  for (const method of METHODS) {
    const before = watch.bytes();
    const work = await openTraining(device, sample, { method, neurons: GOLDEN_MASK, windows });
    await work.run();
    opened.push({ ...work, method, allocatedBytes: watch.bytes() - before });
  }
  const timings = await takeTurns(
    opened.map(({ run }) => run),
    ROUNDS,
    cpuSeconds,
  );
  for (const { release } of opened) release();
  sample.release();
  const measured = opened.map((work, i): Measured => ({ ...work, timing: timings[i]! }));
  return { config: sample.config, measured };
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;

test("what does a training step of each method cost?", async () => {
  const gpu = await needDevice();
  const windows = gpu.isSoftware ? await sampleBatch(2, 128) : await sampleBatch(4, 512);
  const { config, measured } = await measure(gpu, windows);
  const full = measured.find(({ method }) => method === "full")!;
  // Where processors do all the work, their time is what other work on the machine disturbs least.
  const clock = gpu.isSoftware ? "cpuSeconds" : "seconds";
  const flop = (work: Measured): number => stepFlop(config, work.plan, windows.seqLen).total;
  const timeShare = (work: Measured): number => medianRatio(work.timing[clock], full.timing[clock]);
  const flopShare = (work: Measured): number => flop(work) / flop(full);
  const memory = ({ allocatedBytes, plannedBytes }: Measured): number => allocatedBytes / plannedBytes;

  const rows = measured.flatMap((work): BenchRow[] => [
    {
      what: `${work.method}: a step, in shares of full's`,
      value: 100 * timeShare(work),
      unit: "%",
      note: `${percent(flopShare(work))} of its operations; ${countParameters(work.plan).toLocaleString("en")} values trained; ${(1000 * median(work.timing.seconds)).toFixed(0)} ms`,
      samples: work.timing.seconds.map((s, round) => (100 * s) / full.timing.seconds[round]!),
      cpuSeconds: work.timing.cpuSeconds,
    },
    {
      what: `${work.method}: on the GPU beside the model`,
      value: work.allocatedBytes / 1e6,
      unit: "MB",
      note: `${megabytes(work.plannedBytes)} computed, ${(100 * (memory(work) - 1)).toFixed(2)} % off`,
    },
  ]);
  const subnetwork = measured.find(({ method }) => method === "subnetwork")!;
  const timeOverFlop = timeShare(subnetwork) / flopShare(subnetwork);
  const farthest = Math.max(...measured.map((work) => Math.abs(memory(work) - 1)));
  const goals: BenchGoal[] = [
    {
      goal: "a subnetwork's step takes no larger share of full's time than of its operations, within 10 %",
      met: timeOverFlop <= 1 + TIME_TOLERANCE,
      found: `${percent(timeShare(subnetwork))} of the ${gpu.isSoftware ? "processor time" : "time"}, ${percent(flopShare(subnetwork))} of the operations`,
    },
    {
      goal: "each method takes the memory that was computed, within 2 %",
      met: farthest <= MEMORY_TOLERANCE,
      found: `${percent(farthest)} at most`,
    },
  ];
  await saveReport(
    "training",
    {
      question: "What does a training step of each method cost?",
      how:
        `The sample model's f16 checkpoint, steps of ${windows.nWindows} windows of ${windows.seqLen} tokens with update and loss, ${ROUNDS} rounds in which all methods take turns; ` +
        "the neurons of cym_Latn (29, in the upper four of six layers). Operations are those that the definitions need, update and element-wise work left out.",
      rows,
      goals,
    },
    gpu,
  );
  gpu.device.destroy();
});
