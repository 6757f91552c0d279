import { test } from "vitest";
import type { Method } from "../src/train/finetuneConfig";
import type { DecoderConfig } from "../src/transformer/decoderConfig";
import type { BenchRow } from "./benchReport";
import { cpuSeconds, needDevice, saveReport } from "./browserReport";
import { median, medianRatio, takeTurns } from "./measure";
import { stepFlop } from "./stepFlop";
import { firstNeurons, madeModel, madeWindows, openTraining, releaseModel } from "./trainingWork";

const ROUNDS = 3;

/** A model that a software adapter trains in a second, and one that keeps a GPU busy. */
const MODELS: Readonly<Record<"software" | "gpu", DecoderConfig>> = {
  software: made({ dModel: 128, dMlp: 384, nHeads: 4, nKvHeads: 2, dHead: 32, dVocab: 1024 }),
  gpu: made({ dModel: 1024, dMlp: 3072, nHeads: 16, nKvHeads: 8, dHead: 64, dVocab: 32_768 }),
};

function made(
  sizes: Pick<DecoderConfig, "dModel" | "dMlp" | "nHeads" | "nKvHeads" | "dHead" | "dVocab">,
): DecoderConfig {
  return {
    ...sizes,
    nLayers: 4,
    rmsNormEps: 1e-5,
    rope: { theta: 10_000, scaling: { kind: "none" } },
    actFn: "silu",
    qkvBias: false,
    qkNorm: false,
    isTied: true,
    slidingWindow: null,
  };
}

interface Case {
  readonly method: Method;
  readonly nLayers: number;
  readonly nWindows: number;
  readonly seqLen: number;
  /** Neurons trained, of all. */
  readonly share: number;
}

const MIDDLE: Case = { method: "subnetwork", nLayers: 4, nWindows: 2, seqLen: 128, share: 0.01 };

/** What grows, from the smallest on; each is compared with its first. */
const GROWTHS: readonly { readonly what: (c: Case) => string; readonly cases: readonly Case[] }[] = [
  {
    what: ({ nWindows, seqLen }) => `${nWindows * seqLen} tokens in windows of ${seqLen}`,
    cases: [1, 2, 4].map((nWindows) => ({ ...MIDDLE, nWindows })),
  },
  {
    what: ({ nWindows, seqLen }) => `${nWindows * seqLen} tokens in one window`,
    cases: [128, 256, 512].map((seqLen) => ({ ...MIDDLE, nWindows: 1, seqLen })),
  },
  { what: ({ nLayers }) => `${nLayers} layers`, cases: [2, 4, 8].map((nLayers) => ({ ...MIDDLE, nLayers })) },
  {
    what: ({ method, share }) => (method === "subnetwork" ? `${100 * share} % of the neurons` : method),
    cases: [
      ...[0.01, 0.1, 0.5, 1].map((share) => ({ ...MIDDLE, share })),
      { ...MIDDLE, method: "ffnOnly" },
      { ...MIDDLE, method: "full" },
    ],
  },
];

test("how does a training step's time grow?", async () => {
  const gpu = await needDevice();
  const { device, isSoftware } = gpu;
  const clock = isSoftware ? "cpuSeconds" : "seconds";
  const rows: BenchRow[] = [];
  for (const { what, cases } of GROWTHS) {
    const works = [];
    for (const c of cases) {
      const config = { ...MODELS[isSoftware ? "software" : "gpu"], nLayers: c.nLayers };
      const model = await madeModel(device, config);
      const windows = madeWindows(config, c.nWindows, c.seqLen);
      const work = await openTraining(device, model, {
        method: c.method,
        neurons: firstNeurons(config, c.share),
        windows,
      });
      const flop = windows.nTokens * stepFlop(config, work.plan, c.seqLen).total;
      works.push({ ...work, model, flop });
    }
    const timings = await takeTurns(
      works.map(({ run }) => run),
      ROUNDS,
      cpuSeconds,
    );
    for (const [i, { flop, release, model }] of works.entries()) {
      const timing = timings[i]!;
      const time = medianRatio(timing[clock], timings[0]![clock]);
      const samples = timing.seconds.map((s) => 1000 * s);
      rows.push({
        what: `a step: ${what(cases[i]!)}`,
        value: median(samples),
        unit: "ms",
        note: `${time.toFixed(2)} x the first's ${isSoftware ? "processor time" : "time"}, ${(flop / works[0]!.flop).toFixed(2)} x its operations`,
        samples,
        cpuSeconds: timing.cpuSeconds,
      });
      release();
      releaseModel(model);
    }
  }
  await saveReport(
    "trainingGrowth",
    {
      question: "How does a training step's time grow with tokens, layers and mask?",
      how: `Models of made-up weights in f32; unless said otherwise ${MIDDLE.nLayers} layers, ${MIDDLE.nWindows} windows of ${MIDDLE.seqLen} tokens, the subnetwork of 1 % of each layer's neurons; ${ROUNDS} rounds in turns, ratios to the first of each kind.`,
      rows,
      goals: [],
    },
    gpu,
  );
  device.destroy();
});
