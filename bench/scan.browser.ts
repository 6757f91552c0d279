import { expect, test } from "vitest";
import type { Gpu } from "../src/gpu/device";
import { requestDevice } from "../src/gpu/device";
import type { ActivationStats } from "../src/lape/activationStats";
import { chooseDevice } from "../src/model/chooseDevice";
import { loadRuntime } from "../src/model/onnxRuntime";
import { openSource } from "../src/model/onnxSource";
import { makeReference, runSelfCheck } from "../src/model/runSelfCheck";
import { tapModel } from "../src/model/tapModel";
import { fetchSample, type SampleModel, sampleModel } from "../tests/support/sampleModel";
import type { BenchGoal, BenchRow } from "./benchReport";
import { cpuSeconds, saveReport } from "./browserReport";
import { median, medianRatio, type Timing, takeTurns } from "./measure";
import { sampleBatch } from "./sampleCorpus";
import { openAll, type Place, type Way } from "./scanWays";

const SEQ_LEN = 256;
const ROUNDS = 5;
/** What tapping and counting may add to the plain forward's time. */
const MAX_COST = 0.1;

type Timings = Readonly<Record<Way, Timing>>;

async function measure(sample: SampleModel, place: Place) {
  const { work, window, release } = await openAll(sample, place);
  const ways = Object.keys(work) as Way[];
  const taken = await takeTurns(Object.values(work), ROUNDS, cpuSeconds);
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
  const amount = gpu.isSoftware ? { tokens: few, batchWindows: 1 } : { tokens: many, batchWindows: 6 };
  const onGpu = await measure(sample, { provider: "webgpu", gpu, ...amount });
  const onCpu = await measure(sample, { provider: "wasm", gpu: null, tokens: many, batchWindows: 2 });

  const { version, threads } = await loadRuntime();
  const share = differingShare(onGpu.stats, onCpu.stats);
  await saveReport(
    "scan",
    {
      question: "What do tapping, pruning and counting cost?",
      how:
        `The sample model in q4 on windows of ${SEQ_LEN} tokens of the sample corpus, accuracy level 0 throughout, in ${ROUNDS} rounds in which all ways take turns; ` +
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
