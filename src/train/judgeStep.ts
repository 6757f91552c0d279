import { DivergedError, isDiverging, layerOfParameter, risingNorm } from "./divergence";
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
  const fail = (what: string, parameter: string | null): never => {
    const layer = parameter === null ? null : layerOfParameter(parameter);
    throw new DivergedError(`step ${step}: ${what}`, { step, layer, parameter, weightsAreGood: leftOut });
  };
  if (!Number.isFinite(lossNats)) fail(`the loss is ${lossNats}`, null);
  if (leftOut) {
    // The backward pass goes down: the highest gradient that is not finite is where it began.
    const at = norms.findLastIndex((norm) => !Number.isFinite(norm));
    if (at < 0) fail("the gradients are together too large for f32", largest(names, norms));
    else fail(`the gradient of ${names[at]} is ${norms[at]}, and the loss is finite`, names[at]!);
  }
  const record = { step, lossNats, learningRate, gradNorm, tokens: (steps.at(-1)?.tokens ?? 0) + outcome.tokens };
  const rise = risingNorm([...steps.slice(-100), record]);
  if (rise && isDiverging(rise)) {
    const parameter = largest(names, norms);
    const what = `the gradient norm has been over 100 times its usual ${rise.usual.toPrecision(3)} for ${rise.streak} steps`;
    fail(`${what}; it is ${gradNorm.toPrecision(3)}, most of it of ${parameter}`, parameter);
  }
  return record;
}
