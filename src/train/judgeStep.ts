import { DivergedError, isDiverging, risingNorm } from "./divergence";
import type { StepRecord } from "./trainLog";
import type { StepOutcome } from "./trainStep";

/** The parameter with the largest share of the gradient. */
function largest(names: readonly string[], norms: Float32Array): string {
  let at = 0;
  for (const [i, norm] of norms.entries()) if (norm > norms[at]!) at = i;
  return names[at]!;
}

/**
 * The record of a step. Throws a DivergedError where its gradient or loss is not finite, or its norm the third in a row that is far
 * above the usual.
 * @param steps those before it; @param names of the parameters, from the lowest layer up
 */
export function judgeStep(outcome: StepOutcome, steps: readonly StepRecord[], names: readonly string[]): StepRecord {
  const { step, lossNats, learningRate, gradNorm, norms, leftOut } = outcome;
  const before = steps.at(-1);
  if (leftOut) {
    // The backward pass goes down: the highest gradient that is not finite is where it began, or above it in the forward pass.
    const at = norms.findLastIndex((norm) => !Number.isFinite(norm));
    const parameter = names[at] ?? null;
    const what = parameter ? `the gradient of ${parameter} is ${norms[at]}` : "the gradients are too large for f32";
    throw new DivergedError(`step ${step}: ${what}, its loss ${lossNats}`, step, parameter, true);
  }
  if (!Number.isFinite(lossNats)) {
    throw new DivergedError(`step ${step}: the loss is ${lossNats}`, step, null, false);
  }
  const record = { step, lossNats, learningRate, gradNorm, tokens: (before?.tokens ?? 0) + outcome.tokens };
  const rise = risingNorm([...steps.slice(-100), record]);
  if (isDiverging(rise)) {
    const parameter = largest(names, norms);
    const what = `the gradient norm has been over 100 times its usual ${rise!.usual.toPrecision(3)} for ${rise!.streak} steps`;
    const where = `it is ${gradNorm.toPrecision(3)}, most of it of ${parameter}`;
    throw new DivergedError(`step ${step}: ${what}; ${where}`, step, parameter, false);
  }
  return record;
}
