import type { EvaluationProgress, KeptEvaluation } from "./evaluation";
import type { Job } from "./job";

export interface WeightChangeRequest {
  /** Id of the run. */
  readonly run: string;
  /** Draws the weights of the scatter; 1 when left out. */
  readonly seed?: number;
  /** Weights of each tensor that are drawn at most; 400 when left out. */
  readonly samples?: number;
}

export interface WeightChangeJobs {
  weightChange: Job<WeightChangeRequest, KeptEvaluation<"weightChange">, EvaluationProgress>;
}
