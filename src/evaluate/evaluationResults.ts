import type { AlignmentResult } from "./alignmentResult";
import type { DeactivationResult } from "./deactivationResult";
import type { PerplexityResult } from "./perplexityResult";
import type { TaskResult } from "./taskResult";
import type { WeightChangeResult } from "./weightChangeResult";

/** What each kind of evaluation gives: plain values that JSON holds, with no number that it cannot. */
export interface EvaluationResults {
  readonly perplexity: PerplexityResult;
  readonly deactivation: DeactivationResult;
  readonly task: TaskResult;
  readonly alignment: AlignmentResult;
  readonly weightChange: WeightChangeResult;
}

export type EvaluationKind = keyof EvaluationResults;
