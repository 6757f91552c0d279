import type { TokenBatch } from "../../src/corpus/corpus";
import { openSafetensorsWeights } from "../../src/model/safetensorsWeights";
import type { BaseValues } from "../../src/train/baseValues";
import { createTuning } from "../../src/train/createTuning";
import { finetune } from "../../src/train/finetune";
import type { FinetuneConfig } from "../../src/train/finetuneConfig";
import { FINETUNE_PRESETS } from "../../src/train/finetunePresets";
import { planTuning } from "../../src/train/trainables";
import type { TrainLog } from "../../src/train/trainLog";
import { type Decoder, openDecoder } from "../../src/transformer/decoder";
import { loadDecoderWeights } from "../../src/transformer/loadWeights";
import { baseValues } from "../../src/worker/runBase";
import { GOLDEN_LORA, GOLDEN_MASK, GOLDEN_RUNS, goldenWindows } from "./goldenTrain";
import { fetchSample } from "./sampleModel";
import { SAMPLE_CONFIG, safetensorsOf } from "./sampleTensors";

export type GoldenMethod = keyof typeof GOLDEN_RUNS;

/** The sample model in f16, as its safetensors file has it. */
export interface GoldenModel {
  readonly decoder: Decoder;
  readonly base: BaseValues;
}

export async function openGoldenModel(device: GPUDevice): Promise<GoldenModel> {
  const file = { path: "model.safetensors", blob: await fetchSample("model.safetensors") };
  const source = await openSafetensorsWeights(file, [file]);
  const weights = await loadDecoderWeights(source, SAMPLE_CONFIG, { device });
  const decoder = await openDecoder(device, SAMPLE_CONFIG, weights);
  return { decoder, base: baseValues(source, "as stored") };
}

/** LoRA's A as PyTorch drew it. */
async function loraInit(): Promise<Map<string, Float32Array<ArrayBuffer>>> {
  const file = await fetch(new URL("../fixtures/train/lora_init.safetensors", import.meta.url));
  const tensors = await safetensorsOf(await file.blob());
  return new Map(Array.from(tensors, ([name, { values }]) => [name, Float32Array.from(values)]));
}

function batchOf(language: string, windows: readonly (readonly number[])[]): TokenBatch {
  const seqLen = windows[0]!.length;
  const ids = Int32Array.from(windows.flat());
  const lengths = new Uint32Array(windows.length).fill(seqLen);
  return { language, seqLen, nWindows: windows.length, ids, lengths, nTokens: ids.length };
}

/** The golden run's windows; those of validation are 16 a language. */
const trainBatch = batchOf("cym_Latn", goldenWindows(0, 20));
const validationBatches = (["cym_Latn", "eng_Latn"] as const).map((split) =>
  batchOf(split, goldenWindows(0, 16, split)),
);

/** Trains as the golden run of the method did, for its first `steps`. */
export async function trainGolden(
  { decoder, base }: GoldenModel,
  method: GoldenMethod,
  steps: number,
  validates: boolean,
): Promise<TrainLog> {
  const golden = GOLDEN_RUNS[method];
  const config: FinetuneConfig = {
    ...FINETUNE_PRESETS.published.config(method),
    seqLen: golden.seqLen,
    batchSize: golden.batch,
    steps,
    learningRate: golden.learningRate,
    weightDecay: golden.weightDecay,
    clip: golden.clip,
    shuffle: false,
    validateEvery: null,
    lora: { ...GOLDEN_LORA, dropout: 0 },
  };
  const plan = planTuning(SAMPLE_CONFIG, config, GOLDEN_MASK);
  const tuning = await createTuning(plan, base, decoder.device, { seed: config.seed, initial: await loraInit() });
  try {
    return await finetune({ train: trainBatch, validation: validates ? validationBatches : [] }, config, {
      decoder,
      tuning,
      signal: new AbortController().signal,
      onProgress: () => {},
    });
  } finally {
    tuning.destroy();
  }
}

/** The largest relative difference. */
export const apart = (got: readonly number[], want: readonly number[]): number =>
  got.length === want.length ? Math.max(...got.map((value, i) => Math.abs(value / want[i]! - 1))) : Infinity;
