import type { LanguageTokens } from "../corpus/corpus";
import { checkFinetuneConfig } from "../train/checkFinetuneConfig";
import type { FinetuneConfig } from "../train/finetuneConfig";
import { planTuning } from "../train/trainables";
import { countParameters } from "../train/tuningPlan";
import type { DecoderConfig } from "../transformer/decoderConfig";
import { countWindows } from "../worker/countWindows";
import type { ConfigChanges } from "../worker/finetuneProtocol";
import { fillConfig, presetOf } from "../worker/finetuneSettings";
import { heldOutCount } from "../worker/finetuneWindows";
import { UsageError } from "./exitCodes";
import type { CliModel } from "./openModel";

/** Windows of each validation, a language, unless given. */
export const VALIDATION_WINDOWS = 16;

export interface TrainTokens {
  readonly train: LanguageTokens;
  /** To validate with; null: windows of `train` are held out. */
  readonly target: LanguageTokens | null;
}

const countModel = (config: DecoderConfig): number =>
  countParameters(planTuning(config, { method: "full", seed: 0, lora: { rank: 1, alpha: 1, dropout: 0 } }, null));

/** The settings of a run with every default filled in. Throws a UsageError for those that the model or the text cannot have. */
export function configOf(
  changes: ConfigChanges,
  preset: string | undefined,
  { info, config: decoder }: CliModel,
  { train, target }: TrainTokens,
  validationWindows: number,
): FinetuneConfig {
  const name = presetOf({ config: changes, ...(preset === undefined ? {} : { preset }) }, countModel(decoder));
  const trained = (config: FinetuneConfig): number => {
    const { windows } = countWindows(train, config);
    return windows - (target ? 0 : heldOutCount(windows, validationWindows));
  };
  const config = fillConfig(changes, name, info.context, trained);
  try {
    checkFinetuneConfig(config);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  if (config.seqLen > info.context) {
    throw new UsageError(`windows of ${config.seqLen} tokens are longer than the model's context of ${info.context}`);
  }
  if (trained(config) < 1) {
    throw new UsageError(
      `${train.ids.length} tokens of ${train.language} fill no window of ${config.seqLen}: add text`,
    );
  }
  return config;
}
