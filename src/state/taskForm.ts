import type { BleuTokenizer } from "../evaluate/bleuTokenizers";
import type { How } from "../evaluate/tasks/measureTask";

/** How the person wants tasks asked; what is empty has its default. */
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
