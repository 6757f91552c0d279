import { download } from "../../src/gpu/buffers";
import type { CreateOptions, TrainableTuning } from "../../src/train/createTuning";
import { finetune } from "../../src/train/finetune";
import type { FinetuneConfig } from "../../src/train/finetuneConfig";
import type { FinetuneProgress } from "../../src/train/finetuneProgress";
import type { RunCheckpointStore } from "../../src/train/runCheckpoint";
import type { TrainDecoder } from "../../src/train/trainDecoder";
import type { FinetuneInput } from "../../src/train/trainingRun";
import type { TrainLog } from "../../src/train/trainLog";
import { oracleDecoder, type Spoil } from "./oracleTraining";
import { TINY_CONFIG } from "./randomModel";
import { TINY_MODEL, tinyBatch, tinyTuning } from "./tinyTraining";

/** Six windows to train on, three and four to validate with. */
export const TINY_INPUT: FinetuneInput = {
  train: tinyBatch("mlt_Latn", 6, 7, true),
  validation: [tinyBatch("mlt_Latn", 3, 8, true), tinyBatch("eng_Latn", 4, 9)],
};

export interface RunOptions {
  readonly input?: FinetuneInput;
  readonly checkpoint?: RunCheckpointStore;
  readonly neurons?: readonly (readonly number[])[];
  readonly spoil?: Spoil;
  readonly decoder?: TrainDecoder;
  /** Initial values by parameter. */
  readonly initial?: CreateOptions["initial"];
  /** Never unless given; "default": as `finetune` has it. */
  readonly saveEveryMs?: number | "default";
  /** The device is gone at the end, and the weights with it. */
  readonly losesDevice?: boolean;
  /** Aborts once it says so. */
  readonly until?: (progress: FinetuneProgress) => boolean;
}

export interface RunResult {
  readonly log: TrainLog | null;
  /** What it failed with. */
  readonly error: unknown;
  /** Of the last update, by parameter. */
  readonly weights: ReadonlyMap<string, Float32Array<ArrayBuffer>>;
  readonly progress: readonly FinetuneProgress[];
}

export const STOPPED = new Error("stopped by the test");

export async function weightsOf(device: GPUDevice, { parameters }: TrainableTuning) {
  const weights = new Map<string, Float32Array<ArrayBuffer>>();
  for (const { name, weight } of parameters) weights.set(name, new Float32Array(await download(device, weight)));
  return weights;
}

/** Trains the tiny model with the oracle; the tuning begins anew with each call. */
export async function runTiny(device: GPUDevice, config: FinetuneConfig, options: RunOptions = {}): Promise<RunResult> {
  const { input = TINY_INPUT, checkpoint, neurons, spoil, until, saveEveryMs = Infinity } = options;
  const tuning = await tinyTuning(device, config, neurons, options.initial);
  const controller = new AbortController();
  const progress: FinetuneProgress[] = [];
  const context = {
    decoder: options.decoder ?? oracleDecoder(device, TINY_CONFIG, TINY_MODEL, spoil),
    tuning,
    checkpoint,
    ...(saveEveryMs !== "default" && { saveEveryMs }),
    signal: controller.signal,
    onProgress: (now: FinetuneProgress) => {
      progress.push({ ...now, history: { steps: [...now.history.steps], validations: [...now.history.validations] } });
      if (until?.(now)) controller.abort(STOPPED);
    },
  };
  const [log, error] = await finetune(input, config, context).then(
    (done) => [done, null] as const,
    (failure: unknown) => [null, failure] as const,
  );
  const weights = options.losesDevice ? new Map() : await weightsOf(device, tuning);
  tuning.destroy();
  return { log, error, weights, progress };
}
