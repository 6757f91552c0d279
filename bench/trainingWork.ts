import type { TokenBatch } from "../src/corpus/corpus";
import type { BaseValues } from "../src/train/baseValues";
import { createTuning } from "../src/train/createTuning";
import type { FinetuneConfig, Method } from "../src/train/finetuneConfig";
import { FINETUNE_PRESETS } from "../src/train/finetunePresets";
import { createOptimizer } from "../src/train/optimizer";
import { planTuning } from "../src/train/trainables";
import { stepLauncher } from "../src/train/trainStep";
import { lossWindows } from "../src/train/trainWindows";
import { type TuningPlan, tuningBytes, tuningWidth } from "../src/train/tuningPlan";
import { openDecoder } from "../src/transformer/decoder";
import type { DecoderConfig } from "../src/transformer/decoderConfig";
import { activationBytes } from "../src/transformer/decoderMemory";
import type { DecoderWeights } from "../src/transformer/decoderWeights";
import { destroyWeights } from "../src/transformer/destroyWeights";
import { loadDecoderWeights } from "../src/transformer/loadWeights";
import { STAGES, tensorStages } from "../src/transformer/trainedStages";
import { baseValues } from "../src/worker/runBase";
import { randomIntegers } from "../tests/support/numeric";
import { randomModel, randomSource } from "../tests/support/randomModel";
import type { Candidate } from "./measure";

/** A frozen model on the GPU. */
export interface FrozenModel {
  readonly config: DecoderConfig;
  readonly weights: DecoderWeights;
  readonly base: BaseValues;
}

/** Training steps of one method, ready to run. */
export interface TrainingWork {
  readonly plan: TuningPlan;
  /** One step, its update and its loss read back included. */
  readonly run: Candidate;
  /** What the plan says it takes on the GPU beside the frozen model. */
  readonly plannedBytes: number;
  readonly release: () => void;
}

/** A model of made-up weights in f32. */
export async function madeModel(device: GPUDevice, config: DecoderConfig): Promise<FrozenModel> {
  const source = randomSource(randomModel(1, config));
  const weights = await loadDecoderWeights(source, config, { device });
  return { config, weights, base: baseValues(source, "as stored") };
}

export const releaseModel = ({ weights }: FrozenModel): void => destroyWeights(weights);

/** Windows of made-up tokens. */
export function madeWindows({ dVocab }: DecoderConfig, nWindows: number, seqLen: number): TokenBatch {
  const ids = Int32Array.from(randomIntegers(1, nWindows * seqLen, dVocab));
  const lengths = new Uint32Array(nWindows).fill(seqLen);
  return { language: "made up", seqLen, nWindows, ids, lengths, nTokens: ids.length };
}

/** The first neurons of every layer, `share` of them. */
export const firstNeurons = ({ nLayers, dMlp }: DecoderConfig, share: number): number[][] =>
  Array.from({ length: nLayers }, () => Array.from({ length: Math.max(1, Math.round(share * dMlp)) }, (_, j) => j));

/** Opens a method over windows that are all of a step's batch; the decoder is its own, so that its buffers are, too. */
export async function openTraining(
  device: GPUDevice,
  { config, weights, base }: FrozenModel,
  { method, neurons, windows }: { method: Method; neurons: readonly (readonly number[])[]; windows: TokenBatch },
): Promise<TrainingWork> {
  const { seqLen, nWindows, nTokens } = windows;
  const settings: FinetuneConfig = {
    ...FINETUNE_PRESETS.small.config(method),
    seqLen,
    batchSize: nWindows,
    shuffle: false,
  };
  const plan = planTuning(config, settings, neurons);
  const decoder = await openDecoder(device, config, weights);
  const tuning = await createTuning(plan, base, device, { seed: settings.seed });
  const optimizer = await createOptimizer(device, tuning.parameters, settings.clip);
  const launcher = stepLauncher(lossWindows(windows), settings, { decoder, tuning, optimizer, prefixCache: null });
  let step = 0;
  const run = async () => {
    step++;
    const { lossNats } = await (await launcher.launch(step, step)).outcome;
    if (!Number.isFinite(lossNats)) throw new Error(`${method}: the loss of step ${step} is ${lossNats}`);
  };
  const stages = tensorStages(config);
  const lowest = Math.min(...plan.modules.map(({ tensor }) => stages.get(tensor)!));
  const own = tuningBytes(plan);
  const lowestLayer = Math.floor(lowest / STAGES);
  const activations = activationBytes(config, nTokens, { kind: "train", lowestLayer, tuningWidth: tuningWidth(plan) });
  return {
    plan,
    run,
    plannedBytes: own.weights + own.gradients + own.moments + activations.total,
    release: () => {
      for (const part of [launcher, optimizer, tuning, decoder]) part.destroy();
    },
  };
}
