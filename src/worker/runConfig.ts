import type { FinetuneConfig } from "../train/finetuneConfig";
import type { FinetunePresetName } from "../train/finetunePresets";
import { planTuning } from "../train/trainables";
import { countParameters } from "../train/tuningPlan";
import type { DecoderConfig } from "../transformer/decoderConfig";
import { countWindows } from "./countWindows";
import type { FinetuneSettings } from "./finetunePlanProtocol";
import { fillConfig, presetOf } from "./finetuneSettings";
import { type FinetuneTokens, heldOutCount } from "./finetuneWindows";

/** Windows of each validation, a language, unless given. */
export const VALIDATION_WINDOWS = 16;

type TrainTokens = Pick<FinetuneTokens, "train" | "target">;

/** Parameters of a whole model. */
export const countModel = (decoder: DecoderConfig): number =>
  countParameters(planTuning(decoder, { method: "full", seed: 0, lora: { rank: 1, alpha: 1, dropout: 0 } }, null));

/** Windows that a run trains on: those of its text without the ones that are held out, or as many of them as it may. */
export function trainedWindows(
  { train, target }: TrainTokens,
  config: FinetuneConfig,
  {
    validationWindows = VALIDATION_WINDOWS,
    trainWindows = Number.POSITIVE_INFINITY,
  }: Pick<FinetuneSettings, "validationWindows" | "trainWindows">,
): number {
  const { windows } = countWindows(train, config);
  return Math.min(trainWindows, windows - (target ? 0 : heldOutCount(windows, validationWindows)));
}

/**
 * The settings of a run with every default filled in, and the preset they are from. Throws a RangeError for a preset that there is
 * not; whether the settings can be is checked elsewhere.
 * @param decoder null where the model is none of ours
 * @param tokens null where there is no text yet
 */
export function configOfRun(
  settings: Pick<FinetuneSettings, "config" | "preset" | "validationWindows" | "trainWindows">,
  { decoder, context }: { readonly decoder: DecoderConfig | null; readonly context: number },
  tokens: TrainTokens | null,
): { readonly config: FinetuneConfig; readonly preset: FinetunePresetName } {
  const preset = presetOf(settings, decoder ? countModel(decoder) : Number.POSITIVE_INFINITY);
  const count = (config: FinetuneConfig): number | null =>
    tokens && config.seqLen >= 2 ? trainedWindows(tokens, config, settings) : null;
  return { config: fillConfig(settings.config, preset, context, count), preset };
}
