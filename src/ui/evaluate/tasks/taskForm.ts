import { directionOf, type TranslationDirection } from "../../../evaluate/tasks/translationDirection";
import type { TaskOptions } from "../../../state/taskApi";
import type { TaskForm } from "../../../state/taskForm";
import type { TaskSetSummary } from "../../../worker/taskProtocol";

/** Whether all rows of a set were left out: there is nothing to ask. */
export const isEmpty = ({ rows }: Pick<TaskSetSummary, "rows">): boolean => rows === 0;

/** Sets that are asked: those that were not left out, and have questions. */
export const askedSets = (sets: readonly TaskSetSummary[], { left }: TaskForm): readonly TaskSetSummary[] =>
  sets.filter((set) => !isEmpty(set) && !left.includes(set.id));

/** The direction that was chosen, as far as the set has its languages; what it has not, and what was not chosen, has its default. */
export function directionIn(
  languages: readonly string[],
  { source, target }: Pick<TaskForm, "source" | "target">,
): TranslationDirection {
  const own = (language: string | undefined) =>
    language !== undefined && languages.includes(language) ? language : undefined;
  return directionOf(languages, { source: own(source), target: own(target) });
}

/** What is asked of one set; only what was chosen. */
export function toOptions(
  { left: _, source, target, bleuTokenizer, how, ...numbers }: TaskForm,
  set: TaskSetSummary,
): TaskOptions {
  const direction =
    set.kind === "translation" ? { ...directionIn(set.languages, { source, target }), bleuTokenizer } : {};
  const given = Object.entries({ ...numbers, ...direction }).filter(([, value]) => value !== undefined);
  return { task: set.id, how, ...Object.fromEntries(given) };
}
