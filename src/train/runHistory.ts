import type { FinetuneConfig } from "./finetuneConfig";
import type { StepRecord, ValidationRecord } from "./trainLog";

/**
 * What a run has logged. Everything else that it must remember follows from it: where it is in the text, which validation was
 * best, when it must stop and when Adam's moments began.
 */
export interface RunHistory {
  readonly steps: readonly StepRecord[];
  readonly validations: readonly ValidationRecord[];
}

/**
 * Updates before the best validation of `target`, the first of several; null without one. The base, before the first update, is
 * no candidate: a run keeps the best that it trained.
 */
export function bestStep({ validations }: RunHistory, target: string): number | null {
  let best: ValidationRecord | undefined;
  for (const record of validations) {
    const loss = record.lossNats[target];
    if (record.step === 0 || loss === undefined || !Number.isFinite(loss)) continue;
    if (!best || loss < best.lossNats[target]!) best = record;
  }
  return best?.step ?? null;
}

/** Whether a validation is due after `done` updates: before the first, after the last, and every `validateEvery`. */
export function isValidationDue(
  done: number,
  { validations }: RunHistory,
  { validateEvery, steps }: FinetuneConfig,
): boolean {
  if (validations.at(-1)?.step === done) return false;
  return done === 0 || done === steps || (validateEvery !== null && done % validateEvery === 0);
}

/** Whether the target has had no new best for `patience` validations. */
export function isOutOfPatience(history: RunHistory, target: string, { patience }: FinetuneConfig): boolean {
  const best = bestStep(history, target);
  if (patience === null || best === null) return false;
  return history.validations.filter(({ step }) => step > best).length >= patience;
}

/** What update `step` is to Adam's moments: the first since they were zero is 1. */
export function momentUpdate(step: number, history: RunHistory, target: string, config: FinetuneConfig): number {
  const reset = config.resetOptimizerOnBest ? bestStep(history, target) : null;
  return step - (reset ?? 0);
}
