import { expect, test } from "vitest";
import type { TokenBatch } from "../src/corpus/corpus";
import type { Gpu } from "../src/gpu/device";
import { scanStats } from "../src/lape/scanStats";
import { scanSteps } from "../src/lape/scanSteps";
import type { ActivationSource, WindowBatch } from "../src/model/activationSource";
import { loadRuntime } from "../src/model/onnxRuntime";
import { openForward, openSource } from "../src/model/onnxSource";
import { tapModel } from "../src/model/tapModel";
import { decoderSource } from "../src/transformer/decoderSource";
import { packRows } from "../src/transformer/packRows";
import { fetchSample, sampleModel } from "../tests/support/sampleModel";
import type { BenchGoal, BenchRow } from "./benchReport";
import { cpuSeconds, needDevice, saveReport } from "./browserReport";
import { type Candidate, median, medianRatio, type Timing, takeTurns } from "./measure";
import { sampleBatch } from "./sampleCorpus";
import { openSampleDecoder } from "./sampleDecoder";

const SEQ_LEN = 256;
const ROUNDS = 5;
/** What the decoder's speed should be, in speeds of ONNX Runtime's plain forward. */
const FORWARD_GOAL = 1;
const SCAN_GOAL = 1.4;

type Way = "plain" | "logProbs" | "gates" | "tappedScan" | "scan";

const WAYS: Readonly<Record<Way, { readonly what: string; readonly note: string }>> = {
  plain: { what: "ONNX Runtime: plain forward", note: "all logits and caches" },
  logProbs: { what: "our decoder: log p of every token", note: "head and cross entropy in chunks, read back" },
  gates: { what: "our decoder: up to the last gate", note: "nothing counted" },
  tappedScan: { what: "ONNX Runtime: scan", note: "tapped, pruned, counted" },
  scan: { what: "our decoder: scan", note: "counted, one layer's gates at a time" },
};

/** How much text, as the page would batch it for this kind of device. */
interface Amount {
  readonly tokens: TokenBatch;
  readonly batchWindows: number;
}

/** All ways over the same windows, in the same batches, on one device. */
async function openWays({ device }: Gpu, { tokens, batchWindows }: Amount) {
  const { file, info } = await sampleModel(fetchSample);
  const options = { provider: "webgpu", device, info } as const;
  const plain = await openForward(await tapModel(file, [], { ...info, tap: false, prune: false }), options);
  const pruned = await openSource(await tapModel(file, [], info), options);
  const sample = await openSampleDecoder(device, "onnx/model_q4.onnx");
  const source = decoderSource(sample.decoder);

  const overBatches = (run: (windows: WindowBatch) => Promise<unknown>) => async () => {
    for (const { windows } of scanSteps([tokens], batchWindows, { language: 0, window: 0 })) await run(windows);
    await device.queue.onSubmittedWorkDone();
  };
  const { signal } = new AbortController();
  const scan = (from: ActivationSource) => () =>
    scanStats([tokens], { batchWindows }, { source: from, device, signal, onProgress: () => undefined });
  const work = {
    plain: overBatches(async (windows) => (await plain.run(windows)).release()),
    logProbs: overBatches((windows) => sample.decoder.logProbs(packRows(windows))),
    gates: overBatches((windows) => source.run(windows, () => undefined)),
    tappedScan: scan(pruned),
    scan: scan(source),
  } satisfies Record<Way, Candidate>;
  const release = async (): Promise<void> => {
    sample.release();
    await Promise.all([plain.release(), pruned.release()]);
  };
  return { work, release };
}

function goalsOf(timings: Readonly<Record<Way, Timing>>, clock: keyof Timing): BenchGoal[] {
  const speed = (way: Way): number => medianRatio(timings.plain[clock], timings[way][clock]);
  const found = (way: Way): string =>
    `${speed(way).toFixed(2)} x its tokens a second, by ${clock === "seconds" ? "time" : "processor time"}`;
  return [
    {
      goal: "our forward is at least as fast as ONNX Runtime's on the same file and tokens",
      met: speed("logProbs") >= FORWARD_GOAL,
      found: found("logProbs"),
    },
    {
      goal: `our scan is at least ${SCAN_GOAL} x as fast as ONNX Runtime's plain forward`,
      met: speed("scan") >= SCAN_GOAL,
      found: found("scan"),
    },
  ];
}

test("how fast is our decoder?", async () => {
  // The device that the page would take: with subgroups ONNX Runtime's attention is wrong on some adapters.
  const gpu = await needDevice(false);
  const amount = gpu.isSoftware
    ? { tokens: await sampleBatch(1, SEQ_LEN), batchWindows: 1 }
    : { tokens: await sampleBatch(8, SEQ_LEN), batchWindows: 8 };
  const { work, release } = await openWays(gpu, amount);
  const ways = Object.keys(work) as Way[];
  const taken = await takeTurns(Object.values(work), ROUNDS, cpuSeconds);
  const timings = Object.fromEntries(ways.map((way, c) => [way, taken[c]!])) as Record<Way, Timing>;

  const [ours, theirs] = [(await work.scan()).overZero[0]!, (await work.tappedScan()).overZero[0]!];
  const differing = ours.filter((count, j) => count !== theirs[j]).length / ours.length;
  await release();

  const { nTokens } = amount.tokens;
  const rows = ways.map((way): BenchRow => {
    const { seconds, cpuSeconds } = timings[way];
    const ratio = (clock: keyof Timing) => medianRatio(timings.plain[clock], timings[way][clock]).toFixed(2);
    const ratios = `${ratio("seconds")} x the plain forward's speed, ${ratio("cpuSeconds")} x by processor time`;
    return {
      what: WAYS[way].what,
      value: nTokens / median(seconds),
      unit: "tokens/s",
      note: way === "plain" ? WAYS[way].note : `${WAYS[way].note}; ${ratios}`,
      samples: seconds.map((s) => nTokens / s),
      cpuSeconds,
    };
  });
  await saveReport(
    "decoder",
    {
      question: "How fast is our decoder beside ONNX Runtime Web's WebGPU provider?",
      how:
        `The sample model's q4 file, ${nTokens} tokens of the sample corpus in windows of ${SEQ_LEN}, in one batch, ${ROUNDS} rounds in which all ways take turns on one device; ` +
        `ONNX Runtime Web ${(await loadRuntime()).version}. Ratios are medians over the rounds.`,
      rows: [
        ...rows,
        {
          what: "counters that differ between the two scans",
          value: 100 * differing,
          unit: "%",
          note: "gates within rounding of zero",
        },
      ],
      // Where processors do all the work, their time is what other work on the machine disturbs least.
      goals: goalsOf(timings, gpu.isSoftware ? "cpuSeconds" : "seconds"),
    },
    gpu,
  );
  expect(differing).toBeLessThan(0.001);
  gpu.device.destroy();
});
