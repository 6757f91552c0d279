import type { EvaluationSummary } from "../../worker/evaluation";

/** Whether what was measured of the one can be held against the other: with the same settings, of one model in one weight format. */
export const isComparable = (a: EvaluationSummary, b: EvaluationSummary): boolean =>
  a.settings === b.settings && a.model.hash === b.model.hash && a.model.dtype === b.model.dtype;

/** Those of a run, or of the base (null). */
export const ofRun = (all: readonly EvaluationSummary[], run: string | null): EvaluationSummary[] =>
  all.filter((one) => (one.run?.id ?? null) === run);

/** What is held beside each other of two models. */
export interface MeasuredPair {
  readonly from: EvaluationSummary | undefined;
  readonly to: EvaluationSummary | undefined;
}

/**
 * The newest measurements of two runs (null: the base) that can be compared; where there are none, the newest of each. All are of one
 * kind and model, oldest first.
 */
export function newestPair(all: readonly EvaluationSummary[], from: string | null, to: string | null): MeasuredPair {
  const [before, after] = [ofRun(all, from), ofRun(all, to)];
  const second = after.findLast((one) => before.some((other) => isComparable(one, other)));
  if (!second) return { from: before.at(-1), to: after.at(-1) };
  return { from: before.findLast((one) => isComparable(one, second)), to: second };
}
