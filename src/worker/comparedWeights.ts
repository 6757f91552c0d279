import type { EvaluationSummary } from "./evaluation";

type Measured = Pick<EvaluationSummary, "model" | "run">;

const nameOf = ({ run }: Measured): string => run?.name ?? "the base";

/**
 * Throws a RangeError where two measurements are not of one model in one weight format: a part of their change would then be the
 * models' or come of rounding, not of what a run trained.
 */
export function checkComparedWeights(base: Measured, tuned: Measured): void {
  const [from, to] = [base.model, tuned.model];
  if (from.hash !== to.hash) {
    throw new RangeError(
      `${nameOf(base)} is of ${from.name} (${from.hash.slice(0, 8)}), ${nameOf(tuned)} of ${to.name} (${to.hash.slice(0, 8)}): compare measurements of one model`,
    );
  }
  if (from.dtype === to.dtype) return;
  throw new RangeError(
    `${nameOf(base)} was measured on weights in ${from.dtype}, ${nameOf(tuned)} in ${to.dtype}: measure both in one format, the base in that of the run beside it`,
  );
}
