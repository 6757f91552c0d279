import type { FinetuneConfig, Method } from "./finetuneConfig";

/** Settings of every method under one name. */
export interface FinetunePreset {
  readonly label: string;
  /** Where the settings are from, in a sentence or two. */
  readonly description: string;
  readonly config: (method: Method) => FinetuneConfig;
}

/** Tokens that the published runs train on. */
const PUBLISHED_TOKENS = 100_000_000;

/** What the published runs share; `full` and `ffnOnly` take a tenth of the rate, and `full` is clipped at half the norm. */
function published(method: Method): FinetuneConfig {
  const [seqLen, batchSize] = [512, 2];
  return {
    method,
    seqLen,
    batchSize,
    accumulate: 1,
    steps: Math.floor(PUBLISHED_TOKENS / (seqLen * batchSize)),
    learningRate: method === "full" || method === "ffnOnly" ? 1e-5 : 1e-4,
    schedule: { kind: "constant", warmupSteps: 0 },
    weightDecay: 0.01,
    beta1: 0.9,
    beta2: 0.999,
    eps: 1e-8,
    clip: method === "full" ? 0.5 : 1,
    seed: 1,
    shuffle: true,
    validateEvery: 500,
    patience: null,
    lora: { rank: 32, alpha: 64, dropout: 0.1 },
    lossOnPadding: false,
    resetOptimizerOnBest: false,
    cachePrefix: false,
  };
}

/** Presets by name; the first is what a large model's run has unless it says otherwise. */
export const FINETUNE_PRESETS = {
  published: {
    label: "As published",
    description:
      "The paper's runs: 100 million tokens in windows of 512, two a step, at a constant rate. Padding never counts in the loss, and moments are kept. IA3's settings are those of LoRA; the paper gives none.",
    config: published,
  },
  publishedScript: {
    label: "As the published script",
    description:
      "The same with what the script does besides: each document is cut and padded and padding counts in the loss, and the subnetwork's moments start anew at each best validation.",
    config: (method) => ({
      ...published(method),
      lossOnPadding: true,
      resetOptimizerOnBest: method === "subnetwork",
    }),
  },
  small: {
    label: "Small model",
    description:
      "For models of some million parameters, as the sample: 128 steps of two windows of 64 tokens, 16,384 tokens, at ten times the published rates; LoRA of rank 8 without dropout.",
    config: (method) => ({
      ...published(method),
      seqLen: 64,
      steps: 128,
      learningRate: 10 * published(method).learningRate,
      validateEvery: 32,
      lora: { rank: 8, alpha: 16, dropout: 0 },
    }),
  },
} as const satisfies Readonly<Record<string, FinetunePreset>>;

export type FinetunePresetName = keyof typeof FINETUNE_PRESETS;
