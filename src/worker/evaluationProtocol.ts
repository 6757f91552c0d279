import type { AlignJobs } from "./alignProtocol";
import type { EvaluationSummary, KeptEvaluation } from "./evaluation";
import type { GenerationJobs } from "./generationProtocol";
import type { Job } from "./job";
import type { ProjectionJobs } from "./projectProtocol";
import type { ReportJobs } from "./reportProtocol";
import type { ScoreJobs } from "./scoreProtocol";
import type { TaskJobs } from "./taskProtocol";
import type { WeightChangeJobs } from "./weightChangeProtocol";

/** What evaluations hold that were stopped before their end, of every model. */
export interface StoppedEvaluations {
  readonly count: number;
  readonly bytes: number;
}

/** The jobs of evaluation. What was evaluated is kept, and found again by a request for the same. */
export interface EvaluationJobs
  extends AlignJobs,
    WeightChangeJobs,
    ReportJobs,
    GenerationJobs,
    ProjectionJobs,
    ScoreJobs,
    TaskJobs {
  listEvaluations: Job<object, EvaluationSummary[]>;
  evaluation: Job<{ id: string }, KeptEvaluation>;
  forgetEvaluation: Job<{ id: string }, null>;
  stoppedEvaluations: Job<object, StoppedEvaluations>;
  forgetStoppedEvaluations: Job<object, null>;
}
