import type { BleuTokenizer } from "../../../evaluate/bleuTokenizers";
import type { How } from "../../../evaluate/tasks/measureTask";
import type { TaskOptions } from "../../../state/taskApi";
import type { TaskSetSummary } from "../../../worker/taskProtocol";

/** What a person chose; what is empty has its default. */
export interface TaskForm {
  /** Ids of sets that are left out. */
  readonly left: readonly string[];
  readonly how: How;
  readonly fewShot: number | undefined;
  readonly seed: number | undefined;
  readonly limit: number | undefined;
  readonly source: string | undefined;
  readonly target: string | undefined;
  readonly bleuTokenizer: BleuTokenizer;
}

export const TASK_FORM: TaskForm = {
  left: [],
  how: "likelihood",
  fewShot: undefined,
  seed: undefined,
  limit: undefined,
  source: undefined,
  target: undefined,
  bleuTokenizer: "13a",
};

/** What is asked of one set; only what was chosen. */
export function toOptions(
  { left: _, source, target, bleuTokenizer, how, ...numbers }: TaskForm,
  set: TaskSetSummary,
): TaskOptions {
  const direction = set.kind === "translation" ? { source, target, bleuTokenizer } : {};
  const given = Object.entries({ ...numbers, ...direction }).filter(([, value]) => value !== undefined);
  return { task: set.id, how, ...Object.fromEntries(given) };
}
