import type { AlignmentResult, PairSimilarity } from "../../../../src/evaluate/alignmentResult";
import type { EvaluationKind, EvaluationResults } from "../../../../src/evaluate/evaluationResults";
import type { LanguagePerplexity } from "../../../../src/evaluate/perplexityResult";
import type { Projection, TensorChange } from "../../../../src/evaluate/weightChangeResult";
import type { Manifest } from "../../../../src/export/manifest";
import { pairMeasured } from "../../../../src/export/report/pairMeasured";
import type { ReportEvaluation, ReportValues } from "../../../../src/export/report/reportValues";
import { FINETUNE_PRESETS } from "../../../../src/train/finetunePresets";
import type { TrainLog } from "../../../../src/train/trainLog";

/** A name as a person, or a file, may give it. */
export const EVIL = `"><script>alert('1')</script><img src=x onerror=alert(2)>&amp; ]]> \u0000 \ud800 ქართული`;

export const manifest = (settings: object = {}, note = "made"): Manifest =>
  ({ format: "babelscope-manifest", version: 1, note, settings }) as Manifest;

const config = FINETUNE_PRESETS.small.config("subnetwork");

const log: TrainLog = {
  config,
  language: "cym_Latn",
  trainableParameters: 4608,
  steps: [1, 2, 3].map((step) => ({
    ...{ step, lossNats: 4.5 - 0.1 * step, learningRate: 1e-3, gradNorm: 0.5 },
    tokens: 64 * step,
  })),
  validations: [0, 2, 3].map((step) => ({
    ...{ step, tokens: 64 * step },
    lossNats: { cym_Latn: 4.25 - 0.01 * step, eng_Latn: 4.8 + 0.02 * step },
  })),
  bestStep: 3,
  seconds: 75,
  stopped: "finished",
};

function perplexity(language: string, windowNats: readonly number[]): LanguagePerplexity {
  const [tokens, bytes] = [windowNats.length * 10, windowNats.length * 40];
  const sum = windowNats.reduce((total, nats) => total + nats, 0);
  return {
    ...{ language, tokens, tailTokens: 0, bytes, lossNats: sum / tokens, lossInterval: { low: 3.1, high: 3.9 } },
    ...{ bitsPerByte: sum / Math.LN2 / bytes, bitsInterval: { low: 1.2, high: 1.4 } },
    ...{ windowNats, windowTokens: windowNats.map(() => 10), windowBytes: windowNats.map(() => 40) },
  };
}

function tensor(layer: number, projection: Projection): TensorChange {
  return {
    ...{ layer, projection, tensor: `model.layers.${layer}.mlp.${projection}_proj.weight`, n: 512, l2: 3 + layer },
    l2Original: 10,
    summary: { min: -1, q1: -0.25, median: 0.125, q3: 0.5, max: 1, mean: 0 },
    histogram: { edges: [-1, 0, 1], counts: [256, 256] },
    density: { at: [-1, 0, 1], density: [0.1, 0.8, 0.1] },
    sample: { original: [0.5], change: [0.25] },
  };
}

const similarity = (cosine: number): PairSimilarity => ({
  ...{ cosine, cosineShuffled: 0.25, cosineInterval: { low: 0, high: 1 }, gapInterval: { low: 0, high: 1 } },
  ...{ accuracyForward: 0.5, accuracyBackward: 0.75 },
  accuracyForwardInterval: { low: 0.25, high: 0.75 },
  accuracyBackwardInterval: { low: 0.5, high: 1 },
});

const alignment = (gain: number): AlignmentResult => ({
  ...{ languages: ["cym_Latn", "eng_Latn"], pivot: null, nSentences: 20, nLayers: 2, dModel: 8, resamples: 100 },
  ...{ seed: 1, missing: [], cut: 0 },
  pairs: [0, 1, 2].map((layer) => ({
    ...{ a: "cym_Latn", b: "eng_Latn", layer, cka: 0.5, centroidDistance: 1 },
    ckaInterval: { low: 0.375, high: 0.625 },
    centroidDistanceInterval: { low: 0.9, high: 1.1 },
    raw: similarity(0.875),
    centred: similarity(0.5 + 0.1 * layer + gain),
  })),
});

const RESULTS: { readonly [K in EvaluationKind]: (isTuned: boolean) => EvaluationResults[K] } = {
  perplexity: (isTuned) => ({
    ...{ seqLen: 32, resamples: 100, seed: 1, unmeasured: [] },
    languages: [perplexity("cym_Latn", isTuned ? [30, 38] : [32, 40]), perplexity("eng_Latn", [48, 50])],
  }),
  deactivation: (isTuned) => ({
    ...{ seqLen: 32, maskLanguages: ["cym_Latn"], nNeurons: [41], textLanguages: ["cym_Latn", "eng_Latn"] },
    ...{
      tokens: [20, 20],
      tailTokens: [0, 0],
      unmeasured: [],
      windows: [2, 2],
      baseNats: [4, 4.5],
      maskNats: [[4.75, 4.25]],
      randomNats: [[4.125, isTuned ? 4.5 : 4.625]],
    },
    ...{
      maskIntervals: [
        [
          { low: 0, high: 1 },
          { low: 0, high: 1 },
        ],
      ],
      resamples: 100,
      seed: 1,
    },
    randomIntervals: [
      [
        { low: 0, high: 1 },
        { low: 0, high: 1 },
      ],
    ],
  }),
  task: (isTuned) => ({
    ...{ task: "belebele", language: "cym_Latn", preset: "lm-evaluation-harness", fewShot: 2, seed: 1, cut: 0 },
    metrics: [
      {
        ...{ name: "acc", how: "likelihood", value: isTuned ? 0.625 : 0.5, signature: null },
        interval: { low: 0.375, high: 0.75 },
      },
    ],
    examples: ["a", "b"].map((id) => ({
      ...{ id, prompt: id, choices: [], output: null, answer: null, expected: "A" },
      scores: { acc: isTuned && id === "b" ? 1 : 0 },
    })),
    skipped: [{ row: 3, reason: "no answer" }],
  }),
  alignment: (isTuned) => alignment(isTuned ? 0.064 : 0),
  weightChange: () => ({
    ...{ seed: 1, nLayers: 3 },
    tensors: (["gate", "up", "down"] as const).flatMap((one) => [tensor(0, one), tensor(2, one)]),
  }),
};

export const evaluation = <K extends EvaluationKind>(
  kind: K,
  isTuned: boolean,
  label = "made",
): ReportEvaluation<K> => ({
  ...{
    kind,
    id: `${kind}-${isTuned ? "tuned" : "base"}`,
    label,
    date: "2026-11-21T10:00:00.000Z",
    result: RESULTS[kind](isTuned),
  },
  manifest: manifest({ [kind]: { seed: 1 } }),
});

const KINDS = Object.keys(RESULTS) as EvaluationKind[];

/** A run with all that a report can tell, by that name. */
export const madeReport = (name = "Welsh neurons"): ReportValues => ({
  appVersion: "0.1.0",
  date: "2026-11-21T12:34:56.000Z",
  model: { name, hash: "0123456789abcdef".repeat(4), dtype: "q4" },
  run: {
    ...{ name, method: "subnetwork", language: "cym_Latn", date: "2026-11-21T09:00:00.000Z", stepsDone: 3 },
    ...{ tokens: 192, seconds: 75, trainableParameters: 4608, nNeurons: 6, config, log, manifest: manifest({}, name) },
  },
  neurons: { languages: ["cym_Latn"], counts: [[4, 0, 2]] },
  measured: pairMeasured(
    KINDS.filter((kind) => kind !== "weightChange").map((kind) => evaluation(kind, false, name)),
    KINDS.map((kind) => evaluation(kind, true, name)),
  ),
  alignmentChanges: new Map(),
});
