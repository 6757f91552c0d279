import type { TaskResult } from "../../../evaluate/taskResult";
import type { TaskChange } from "../../../evaluate/tasks/taskChange";
import type { EvaluationSummary } from "../../../worker/evaluation";

/** A result that is kept. */
export interface MeasuredTask {
  readonly summary: EvaluationSummary;
  readonly result: TaskResult;
}

/** A task asked of one model, and of another beside it. */
export interface TaskPair {
  readonly from: MeasuredTask;
  readonly to: MeasuredTask | null;
  /** Null where there is no other, or where it was asked otherwise, and `problem` says so. */
  readonly change: TaskChange | null;
  readonly problem: string | null;
}

/** A task that was asked of two models, or of one. */
export interface OverviewRow {
  readonly label: string;
  readonly pair: TaskPair;
}
