import { checkFinetuneConfig } from "../train/checkFinetuneConfig";
import type { FinetuneConfig } from "../train/finetuneConfig";
import { whyNoWindows } from "../worker/countWindows";
import type { FinetuneSettings } from "../worker/finetunePlanProtocol";
import type { FinetuneTokens } from "../worker/finetuneWindows";
import { configOfRun, trainedWindows } from "../worker/runConfig";
import { asUsage, UsageError } from "./exitCodes";
import type { CliModel } from "./openModel";

/** The settings of a run with every default filled in. Throws a UsageError for those that the model or the text cannot have. */
export function checkedConfig(
  settings: FinetuneSettings,
  { info, config: decoder }: Pick<CliModel, "info" | "config">,
  tokens: FinetuneTokens,
): FinetuneConfig {
  const { train } = tokens;
  const { config } = asUsage(() => configOfRun(settings, { decoder, context: info.context }, tokens));
  asUsage(() => checkFinetuneConfig(config));
  if (config.seqLen > info.context) {
    throw new UsageError(`windows of ${config.seqLen} tokens are longer than the model's context of ${info.context}`);
  }
  if (trainedWindows(tokens, config, settings) < 1) {
    throw new UsageError(whyNoWindows(train, config));
  }
  return config;
}
