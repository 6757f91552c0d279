import { snakeKeys } from "../export/snakeKeys";
import type { JsonObject } from "../formats/json";
import type { FinetuneProgress } from "../train/finetuneProgress";
import type { TrainLog, ValidationRecord } from "../train/trainLog";
import type { WeightDelta } from "../train/weightDelta";
import { duration } from "./progress";

/** How a run stands, in a line. */
export function finetuneLine(
  { step, steps, record, validation, validating, tokensPerSecond, secondsLeft }: FinetuneProgress,
  language: string,
): string {
  if (validating)
    return `validating ${validating.language}: window ${validating.windowsDone} of ${validating.windowsTotal}`;
  const loss = record
    ? `, loss ${record.lossNats.toFixed(4)} nats, gradient norm ${record.gradNorm.toPrecision(3)}`
    : "";
  const validated = validation?.lossNats[language];
  const held = validated === undefined ? "" : `, validation ${validated.toFixed(4)}`;
  const speed = tokensPerSecond === null ? "" : `, ${tokensPerSecond.toFixed(0)} tokens/s`;
  const left = secondsLeft === null ? "" : `, ${duration(secondsLeft)} left`;
  return `step ${step} of ${steps}${loss}${held}${speed}${left}`;
}

const validationOf = (record: ValidationRecord | undefined): JsonObject | null =>
  record ? { step: record.step, loss_nats: { ...record.lossNats } } : null;

/** What a run came to, for stdout. */
export function finetuneResult(log: TrainLog, base: WeightDelta["base"], files: readonly string[]): JsonObject {
  const { config, language, steps, validations, bestStep, seconds, stopped, trainableParameters } = log;
  const last = steps.at(-1);
  return {
    command: "finetune",
    base: { name: base.name, hash: base.hash, dtype: base.dtype },
    language,
    config: snakeKeys({ ...config, schedule: { ...config.schedule }, lora: { ...config.lora } }),
    trainable_parameters: trainableParameters,
    stopped,
    steps: steps.length,
    tokens: last?.tokens ?? 0,
    first_loss_nats: steps[0]?.lossNats ?? null,
    last_loss_nats: last?.lossNats ?? null,
    validation_before: validationOf(validations[0]),
    validation_after: validationOf(validations.at(-1)),
    // Of the weights that are written: the best ones.
    validation_kept: validationOf(validations.find(({ step }) => step === bestStep)),
    best_step: bestStep,
    seconds,
    files: [...files],
  };
}
