import type { TokenBatch } from "../corpus/corpus";
import { DivergedError } from "./divergence";
import { evaluateLoss, type LossContext } from "./evaluateLoss";
import type { ValidationRecord } from "./trainLog";

/**
 * The loss of each language after update `step`. Rejects with a DivergedError that names the first whose loss is not finite, and
 * with `signal.reason` when aborted.
 */
export async function validateRun(
  step: number,
  validation: readonly TokenBatch[],
  context: LossContext,
): Promise<ValidationRecord["lossNats"]> {
  const losses: Record<string, number> = {};
  for (const batch of validation) {
    const { language, lossNats } = await evaluateLoss(batch, context);
    if (!Number.isFinite(lossNats)) {
      const what = `the validation loss of ${language} after step ${step} is ${lossNats}`;
      throw new DivergedError(what, { step: Math.max(1, step), layer: null, parameter: null, weightsAreGood: false });
    }
    losses[language] = lossNats;
  }
  return losses;
}
