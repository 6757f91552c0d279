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

/** Updates made. */
export const stepsDone = ({ steps }: RunHistory): number => steps.length;

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

/** Whether a validation is due: before the first update, after the last, and every `validateEvery`. */
export function isValidationDue(
  history: RunHistory,
  { validateEvery, steps }: FinetuneConfig,
  isLast: boolean,
): boolean {
  const done = stepsDone(history);
  if (history.validations.at(-1)?.step === done) return false;
  return done === 0 || isLast || done === steps || (validateEvery !== null && done % validateEvery === 0);
}

/** Whether the target has had no new best for `patience` validations. */
export function isOutOfPatience(history: RunHistory, target: string, { patience }: FinetuneConfig): boolean {
  const best = bestStep(history, target);
  if (patience === null || best === null) return false;
  return history.validations.filter(({ step }) => step > best).length >= patience;
}

/** Updates since Adam's moments were zero. */
export function updatesOfMoments(history: RunHistory, target: string, config: FinetuneConfig): number {
  const reset = config.resetOptimizerOnBest ? bestStep(history, target) : null;
  return stepsDone(history) - (reset ?? 0);
}
