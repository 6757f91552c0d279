import { pauses } from "../corpus/pauses";
import type { BaseValues } from "../train/baseValues";
import type { WeightDelta } from "../train/weightDelta";
import { onceMade, type PartStore } from "./partStore";
import { type SampleConfig, tensorChange } from "./tensorChange";
import type { TensorChange, WeightChangeResult } from "./weightChangeResult";

export interface WeightChangeInput {
  readonly delta: Pick<WeightDelta, "modules">;
  /** Of the weights that the run was trained on. */
  readonly base: BaseValues;
  readonly nLayers: number;
}

export interface WeightChangeHooks {
  readonly signal: AbortSignal;
  /** `tensor` is the next one; `done` of `total` are measured. */
  readonly onProgress?: (progress: { readonly tensor: string; readonly done: number; readonly total: number }) => void;
  readonly parts?: PartStore;
}

/**
 * How a run changed its weights (Gurgurov et al. 2025, examine_weights.py): norm, quartiles, histogram and density of the changes of
 * each tensor, and a sample of them with the weights before. Reads the base in slices; a stop keeps the tensors that are done.
 * Rejects with an Error that names the tensor whose changes are not finite, and with `signal.reason` when aborted.
 */
export async function weightChange(
  { delta, base, nLayers }: WeightChangeInput,
  config: SampleConfig,
  { signal, onProgress, parts }: WeightChangeHooks,
): Promise<WeightChangeResult> {
  const pause = pauses(signal);
  const tensors: TensorChange[] = [];
  for (const [i, module] of delta.modules.entries()) {
    onProgress?.({ tensor: module.module, done: i, total: delta.modules.length });
    signal.throwIfAborted();
    const change = await onceMade(parts, `tensor${i}`, () => tensorChange(module, base, config, pause));
    if (change) tensors.push(change);
  }
  return { seed: config.seed, nLayers, tensors };
}
