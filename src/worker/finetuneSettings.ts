import type { FinetuneConfig } from "../train/finetuneConfig";
import { FINETUNE_PRESETS, type FinetunePresetName } from "../train/finetunePresets";
import type { ConfigChanges, FinetuneSettings } from "./finetunePlanProtocol";

/** Below it a model takes the preset for small ones: those of the published runs have thousands of times as many parameters. */
const SMALL_PARAMETERS = 50e6;

export const presetNames = Object.keys(FINETUNE_PRESETS) as FinetunePresetName[];

/** The preset that is meant; one by the model's size where none is named. Throws for a name that there is not. */
export function presetOf({ preset }: FinetuneSettings, modelParameters: number): FinetunePresetName {
  if (preset === undefined) return modelParameters < SMALL_PARAMETERS ? "small" : "published";
  const name = presetNames.find((known) => known === preset);
  if (!name) throw new RangeError(`there are no settings "${preset}": choose one of ${presetNames.join(", ")}`);
  return name;
}

/**
 * The settings with every default filled in by the preset, but for those that no published run could know: windows are no longer
 * than the model's context, and the run no longer than once over the text.
 * @param countWindows training windows under settings whose `steps` do not count yet; null where there is no text
 */
export function fillConfig(
  changes: ConfigChanges,
  preset: FinetunePresetName,
  context: number,
  countWindows: (config: FinetuneConfig) => number | null,
): FinetuneConfig {
  const base = FINETUNE_PRESETS[preset].config(changes.method ?? "subnetwork");
  const config: FinetuneConfig = {
    ...base,
    seqLen: Math.min(base.seqLen, context),
    ...changes,
    schedule: { ...base.schedule, ...changes.schedule },
    lora: { ...base.lora, ...changes.lora },
  };
  if (changes.steps !== undefined) return config;
  const windows = countWindows(config);
  if (windows === null) return config;
  const epoch = Math.floor(windows / (config.batchSize * config.accumulate));
  return { ...config, steps: Math.min(config.steps, Math.max(1, epoch)) };
}
