import { checkBootstrap } from "../bootstrap";
import { NothingToAsk } from "../nothingToAsk";
import { translationExamples } from "../translationTask";
import { askedRows } from "./choiceTask";
import { type AskedModel, checkEncodable } from "./likelihoodTask";
import type { TaskConfig } from "./measureTask";
import { nameTask } from "./nameTask";
import type { TaskSet } from "./recogniseTasks";
import { directionOf } from "./translationDirection";

function checkTask(task: TaskSet, config: TaskConfig, model: AskedModel): void {
  if (task.kind === "translation") {
    translationExamples(task.set.files, { ...config, ...directionOf(task.set.languages, config) });
    return;
  }
  const rows = askedRows(task.set, config);
  if (config.how === "likelihood") checkEncodable(task.set, rows, config, model);
}

/** Why a task cannot be asked, with its id in front; undefined where it can. */
function problemOf(task: TaskSet, config: TaskConfig, model: AskedModel): Error | undefined {
  try {
    checkTask(task, config, model);
    return undefined;
  } catch (error) {
    const named = nameTask(task.set.id, error);
    if (named instanceof RangeError) return named;
    throw error;
  }
}

/** Tasks that are named in one error. */
const NAMED = 5;

/** Tasks that can be asked, and why others were left out. */
export interface CheckedTasks {
  readonly tasks: readonly TaskSet[];
  readonly leftOut: readonly string[];
}

/**
 * Looks at every task before the first is asked, which may take hours: one of which nothing can be asked is left out.
 * @throws RangeError for settings that some of the tasks cannot be asked with, of all of them and each with its id, and where no task is left
 */
export function checkTasks(tasks: readonly TaskSet[], config: TaskConfig, model: AskedModel): CheckedTasks {
  checkBootstrap(config);
  const problems = tasks.map((task) => problemOf(task, config, model));
  const refused = problems.filter((problem) => problem !== undefined && !(problem instanceof NothingToAsk));
  if (refused.length > 0) {
    const told = refused.slice(0, NAMED).map((problem) => problem!.message);
    const more = refused.length > NAMED ? [`and ${refused.length - NAMED} more tasks`] : [];
    throw new RangeError([...told, ...more].join("; "));
  }
  const leftOut = problems.flatMap((problem) => (problem ? [problem.message] : []));
  const asked = tasks.filter((_, i) => problems[i] === undefined);
  if (asked.length === 0) throw new NothingToAsk(leftOut.join("; "));
  return { tasks: asked, leftOut };
}
