import type { TokenBatch } from "../corpus/corpus";
import { allocateAll } from "../gpu/allocate";
import { lowestTrainedLayer } from "../transformer/trainedStages";
import { NO_ROOM, type TrainableTuning } from "./createTuning";
import type { FinetuneConfig } from "./finetuneConfig";
import { createOptimizer } from "./optimizer";
import { prefixCache } from "./prefixCache";
import { checkSavedRun, type RunCheckpointStore, runIdentity, type SavedRun } from "./runCheckpoint";
import { bestStep } from "./runHistory";
import { copyBuffers, type RunBuffers, readValues, restoreValues } from "./runValues";
import type { TrainDecoder } from "./trainDecoder";
import type { StepRecord, ValidationRecord } from "./trainLog";
import { type StepLauncher, stepLauncher } from "./trainStep";
import { lossWindows } from "./trainWindows";

/** Text of a run, in windows of the config's length. */
export interface FinetuneInput {
  /** Its language is the target. */
  readonly train: TokenBatch;
  /** A batch a language; without one of the target there is no best and no early stop. */
  readonly validation: readonly TokenBatch[];
}

/** What a run works with. */
export interface RunParts {
  readonly decoder: TrainDecoder;
  /** Holds the base's values, or those that the run is to begin with; afterwards those of its last update. */
  readonly tuning: TrainableTuning;
  /** Where the run is saved; what is saved there is gone on with. */
  readonly checkpoint?: RunCheckpointStore | undefined;
}

/** A run with its values on the GPU. */
export interface TrainingRun {
  readonly launcher: StepLauncher;
  readonly history: { readonly steps: StepRecord[]; readonly validations: ValidationRecord[] };
  /** Of training before it was opened. */
  readonly secondsBefore: number;
  /** Null where nothing had been saved. */
  readonly saved: SavedRun | null;
  /** Keeps the weights as the best, and lets moments start anew where the config says so. */
  takeBest(): Promise<void>;
  save(checkpoint: RunCheckpointStore, seconds: number): Promise<void>;
  destroy(): void;
}

/** Makes the optimizer's state, or restores all of a saved run. Throws where the saved run is not this one. */
export async function openRun(input: FinetuneInput, config: FinetuneConfig, parts: RunParts): Promise<TrainingRun> {
  const { decoder, tuning, checkpoint } = parts;
  const { device } = decoder;
  const { plan, parameters } = tuning;
  const identity = await runIdentity(config, plan, input.train, input.validation);
  const saved = (await checkpoint?.load()) ?? null;
  if (saved) checkSavedRun(saved, identity);
  const windows = lossWindows(input.train, config.lossOnPadding);
  const optimizer = await createOptimizer(device, parameters, config.clip);
  const hasPrefix = lowestTrainedLayer(tuning.tuning, decoder.config) > 0;
  const cache = config.cachePrefix && hasPrefix ? prefixCache(decoder, tuning.tuning, windows) : null;
  const launcher = stepLauncher(windows, config, { decoder, tuning, optimizer, prefixCache: cache });
  const history = { steps: [...(saved?.history.steps ?? [])], validations: [...(saved?.history.validations ?? [])] };

  const weight = parameters.map((parameter) => parameter.weight);
  let best: readonly GPUBuffer[] | null = null;
  const bestBuffers = async (): Promise<readonly GPUBuffer[]> => {
    const copies = parameters.map(({ name, weight: { size } }) => ({ name: `best of ${name}`, bytes: size }));
    best ??= await allocateAll(device, copies, NO_ROOM);
    return best;
  };
  const buffers = (): RunBuffers => ({
    weight,
    m: optimizer.moments.map(({ m }) => m),
    v: optimizer.moments.map(({ v }) => v),
    best,
  });
  const destroy = (): void => {
    launcher.destroy();
    optimizer.destroy();
    cache?.destroy();
    for (const buffer of best ?? []) buffer.destroy();
  };
  if (saved && checkpoint) {
    try {
      if (saved.bestStep !== null) await bestBuffers();
      await restoreValues(device, buffers(), checkpoint);
    } catch (error) {
      destroy();
      throw error;
    }
  }

  return {
    launcher,
    history,
    secondsBefore: saved?.seconds ?? 0,
    saved,
    async takeBest() {
      copyBuffers(device, weight, await bestBuffers());
      if (config.resetOptimizerOnBest) optimizer.reset();
    },
    save: (store, seconds) =>
      store.save(
        {
          identity,
          history,
          seconds,
          sizes: weight.map(({ size }) => size),
          bestStep: bestStep(history, input.train.language),
        },
        (kind, slices) => readValues(device, buffers(), kind, slices),
      ),
    destroy,
  };
}
