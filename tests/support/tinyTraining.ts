import type { TokenBatch } from "../../src/corpus/corpus";
import { type CreateOptions, createTuning, type TrainableTuning } from "../../src/train/createTuning";
import type { FinetuneConfig, Method } from "../../src/train/finetuneConfig";
import { FINETUNE_PRESETS } from "../../src/train/finetunePresets";
import { planTuning } from "../../src/train/trainables";
import { randomIntegers } from "./numeric";
import { type RandomModel, randomModel, randomSource, TINY_CONFIG } from "./randomModel";

export const TINY_MODEL: RandomModel = randomModel(1, TINY_CONFIG);

/** Neurons in both layers, the first and the last among them. */
export const TINY_NEURONS: readonly (readonly number[])[] = [
  [0, 5, 17],
  [3, 27],
];

/** Ten steps of two windows of nine tokens. */
export const tinyConfig = (method: Method, changes: Partial<FinetuneConfig> = {}): FinetuneConfig => ({
  ...FINETUNE_PRESETS.small.config(method),
  seqLen: 9,
  batchSize: 2,
  steps: 10,
  learningRate: 0.01,
  clip: 0.5,
  shuffle: false,
  validateEvery: null,
  lora: { rank: 3, alpha: 6, dropout: 0 },
  ...changes,
});

/** Windows of arbitrary tokens; some are shorter than `seqLen`. */
export function tinyBatch(language: string, nWindows: number, seed: number, isRagged = false): TokenBatch {
  const seqLen = 9;
  const ids = Int32Array.from(randomIntegers(seed, nWindows * seqLen, TINY_CONFIG.dVocab));
  const lengths = Uint32Array.from({ length: nWindows }, (_, w) => (isRagged ? seqLen - (w % 3) : seqLen));
  return { language, seqLen, nWindows, ids, lengths, nTokens: lengths.reduce((sum, length) => sum + length, 0) };
}

/** What a method trains of the tiny model (or one of another config), on the GPU. */
export function tinyTuning(
  device: GPUDevice,
  config: FinetuneConfig,
  neurons: readonly (readonly number[])[] = TINY_NEURONS,
  initial: CreateOptions["initial"] = new Map(),
): Promise<TrainableTuning> {
  const plan = planTuning(TINY_CONFIG, config, neurons);
  return createTuning(plan, { source: randomSource(TINY_MODEL), formats: new Map() }, device, {
    seed: config.seed,
    initial,
  });
}
