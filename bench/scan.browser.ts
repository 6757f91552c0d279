import { expect, test } from "vitest";
import type { TokenBatch } from "../src/corpus/corpus";
import type { Gpu } from "../src/gpu/device";
import { requestDevice } from "../src/gpu/device";
import type { ActivationStats } from "../src/lape/activationStats";
import { scanStats } from "../src/lape/scanStats";
import { scanSteps } from "../src/lape/scanSteps";
import type { ActivationSource } from "../src/model/activationSource";
import { chooseDevice } from "../src/model/chooseDevice";
import { loadRuntime } from "../src/model/onnxRuntime";
import { type Forward, openForward, openSource } from "../src/model/onnxSource";
import { makeReference, runSelfCheck } from "../src/model/runSelfCheck";
import { tapModel } from "../src/model/tapModel";
import { fetchSample, type SampleModel, sampleModel } from "../tests/support/sampleModel";
import type { BenchGoal, BenchRow } from "./benchReport";
import { cpuSeconds, saveReport } from "./browserReport";
import { median, medianRatio, type Timing, takeTurns } from "./measure";
import { sampleBatch } from "./sampleCorpus";

const SEQ_LEN = 256;
/** What tapping and counting may add to the plain forward's time. */
const MAX_COST = 0.1;

/** Where a model runs, and in which batches. */
interface Place {
  readonly provider: "webgpu" | "wasm";
  readonly gpu: Gpu | null;
  readonly tokens: TokenBatch;
  /** Windows a run, as the page chooses them for this kind of device. */
  readonly batchWindows: number;
  readonly rounds: number;
}

/** All ways to run the model, each over the same windows in the same batches. */
async function openAll({ info, file }: SampleModel, { provider, gpu, tokens, batchWindows }: Place) {
  const options = { provider, info, ...(gpu ? { device: gpu.device } : {}) };
  const plain = await openForward(await tapModel(file, [], { ...info, tap: false, prune: false }), options);
  const tapped = await openSource(await tapModel(file, [], { ...info, prune: false }), options);
  const pruned = await openSource(await tapModel(file, [], info), options);

  const forward = (session: Pick<Forward, "run"> | Pick<ActivationSource, "run">) => async () => {
    for (const { windows } of scanSteps([tokens], batchWindows, { language: 0, window: 0 })) {
      (await session.run(windows)).release();
    }
    await gpu?.device.queue.onSubmittedWorkDone();
  };
  const scan = (source: ActivationSource, what: TokenBatch) => (): Promise<ActivationStats> =>
    scanStats(
      [what],
      { batchWindows },
      { source, device: gpu?.device, signal: new AbortController().signal, onProgress: () => undefined },
    );
  const work = {
    plain: forward(plain),
    tapped: forward(tapped),
    "tapped + counted": scan(tapped, tokens),
    "tapped + pruned": forward(pruned),
    "tapped + pruned + counted": scan(pruned, tokens),
  };
  const window = scan(pruned, firstWindow(tokens));
  return { work, window, release: () => Promise.all([plain.release(), tapped.release(), pruned.release()]) };
}

type Way = keyof Awaited<ReturnType<typeof openAll>>["work"];
type Timings = Readonly<Record<Way, Timing>>;

async function measure(sample: SampleModel, place: Place) {
  const { work, window, release } = await openAll(sample, place);
  const ways = Object.keys(work) as Way[];
  const taken = await takeTurns(Object.values(work), place.rounds, cpuSeconds);
  const timings = Object.fromEntries(ways.map((way, c) => [way, taken[c]!])) as Timings;
  const [pruned, whole] = [await work["tapped + pruned + counted"](), await work["tapped + counted"]()];
  expect(pruned.overZero, "pruning changes no count").toEqual(whole.overZero);
  const stats = await window();
  await release();

  const { provider, tokens, gpu } = place;
  const rows = ways.map((way): BenchRow => {
    const { seconds, cpuSeconds } = timings[way];
    const ratio = (clock: keyof Timing) => medianRatio(timings[way][clock], timings.plain[clock]).toFixed(3);
    const ratios = `${ratio("seconds")} x the plain forward's time, ${ratio("cpuSeconds")} x its processor time`;
    return {
      what: `${provider}: ${way}`,
      value: tokens.nTokens / median(seconds),
      unit: "tokens/s",
      note: way === "plain" ? "all logits and caches computed" : ratios,
      samples: seconds.map((s) => tokens.nTokens / s),
      cpuSeconds,
    };
  });
  // Where processors do all the work, their time is what other work on the machine disturbs least.
  const clock = gpu && !gpu.isSoftware ? "seconds" : "cpuSeconds";
  return { rows, goals: goalsOf(provider, timings, clock), stats };
}

function goalsOf(provider: string, timings: Timings, clock: keyof Timing): BenchGoal[] {
  const ratio = (a: Way, b: Way) => medianRatio(timings[a][clock], timings[b][clock]);
  const percent = (more: number) => `${(100 * (more - 1)).toFixed(1)} %`;
  const cost = ratio("tapped + counted", "plain");
  const scan = ratio("tapped + pruned + counted", "plain");
  const by = clock === "seconds" ? "time" : "processor time";
  return [
    {
      goal: `${provider}: tapping and counting cost under 10 % of the plain forward`,
      met: cost - 1 < MAX_COST,
      found:
        `${percent(cost)} of its ${by} (tapping ${percent(ratio("tapped", "plain"))}; counting the pruned ` +
        `${percent(ratio("tapped + pruned + counted", "tapped + pruned"))})`,
    },
    {
      goal: `${provider}: the pruned scan is faster than the plain forward`,
      met: scan < 1,
      found: `${scan.toFixed(3)} x its ${by}`,
    },
  ];
}

const firstWindow = ({ ids, seqLen, ...rest }: TokenBatch): TokenBatch => ({
  ...rest,
  seqLen,
  ids: ids.slice(0, seqLen),
  lengths: Uint32Array.of(seqLen),
  nWindows: 1,
  nTokens: seqLen,
});

/** The device that a scan of this length would run on, self-checked. */
async function checkedDevice({ info, file }: SampleModel, ids: Int32Array<ArrayBuffer>): Promise<Gpu> {
  const tapped = await tapModel(file, [], info);
  const reference = await makeReference({ file, shards: [], info }, ids);
  const { chosen } = await chooseDevice({
    requestDevice,
    openSource: ({ device }) => openSource(tapped, { provider: "webgpu", device, info }),
    check: (source, { device }) => runSelfCheck(source, device, reference),
  });
  if (!chosen) throw new Error("no device of this adapter passes the self-check");
  await chosen.source.release();
  return chosen.gpu;
}

/** Share of counters that differ between two scans of the same tokens. */
function differingShare(a: ActivationStats, b: ActivationStats): number {
  const [mine, other] = [a.overZero[0]!, b.overZero[0]!];
  return mine.filter((count, j) => count !== other[j]).length / mine.length;
}

test("what do tapping, pruning and counting cost?", async () => {
  const sample = await sampleModel(fetchSample);
  const gpu = await checkedDevice(sample, (await sampleBatch(1, 64)).ids);
  const [few, many] = [await sampleBatch(1, SEQ_LEN), await sampleBatch(6, SEQ_LEN)];
  const slow = { tokens: few, batchWindows: 1, rounds: 5 };
  const fast = { tokens: many, batchWindows: 6, rounds: 9 };
  const onGpu = await measure(sample, { provider: "webgpu", gpu, ...(gpu.isSoftware ? slow : fast) });
  const onCpu = await measure(sample, { provider: "wasm", gpu: null, tokens: many, batchWindows: 2, rounds: 5 });

  const { version, threads } = await loadRuntime();
  const share = differingShare(onGpu.stats, onCpu.stats);
  await saveReport(
    "scan",
    {
      question: "What do tapping, pruning and counting cost?",
      how:
        `The sample model in q4 on windows of ${SEQ_LEN} tokens of the sample corpus, in rounds in which all ways take turns; ` +
        `ONNX Runtime Web ${version}, wasm on ${threads} threads. Ratios are medians over the rounds.`,
      rows: [
        ...onGpu.rows,
        ...onCpu.rows,
        {
          what: "counters that differ between webgpu and wasm",
          value: 100 * share,
          unit: "%",
          note: "gates within rounding of zero",
        },
      ],
      goals: [...onGpu.goals, ...onCpu.goals],
    },
    gpu,
  );
  // Both are right to 1e-5 in the gates; a sign may differ in one of some hundred thousand.
  expect(share).toBeLessThan(0.001);
  gpu.device.destroy();
});
