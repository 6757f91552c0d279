import type { StepRecord } from "../train/trainLog";
import type { RunCurves } from "./runProtocol";

/** A chart shows no more. */
const MOST_POINTS = 400;

/**
 * The steps as points to draw: each is the mean over equally many steps, at the tokens of the last of them. Up to `most` steps are
 * all drawn.
 */
export function thinSteps(
  steps: readonly StepRecord[],
  most = MOST_POINTS,
): Pick<RunCurves, "tokens" | "lossNats" | "learningRate" | "gradNorm"> {
  const perPoint = Math.max(1, Math.ceil(steps.length / most));
  const nPoints = Math.ceil(steps.length / perPoint);
  const meanOf = (field: "lossNats" | "learningRate" | "gradNorm") =>
    Float64Array.from({ length: nPoints }, (_, p) => {
      const bucket = steps.slice(p * perPoint, (p + 1) * perPoint);
      return bucket.reduce((sum, step) => sum + step[field], 0) / bucket.length;
    });
  return {
    tokens: Float64Array.from({ length: nPoints }, (_, p) => {
      const last = Math.min((p + 1) * perPoint, steps.length) - 1;
      return steps[last]!.tokens;
    }),
    lossNats: meanOf("lossNats"),
    learningRate: meanOf("learningRate"),
    gradNorm: meanOf("gradNorm"),
  };
}
