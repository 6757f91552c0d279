import type { TranslationDirection } from "../../../evaluate/tasks/translationDirection";
import type { TaskOptions } from "../../../state/taskApi";
import type { TaskForm } from "../../../state/taskForm";
import type { TaskSetSummary } from "../../../worker/taskProtocol";

/** Whether all rows of a set were left out: there is nothing to ask. */
export const isEmpty = ({ rows }: Pick<TaskSetSummary, "rows">): boolean => rows === 0;

/** Sets that are asked: those that were not left out, and have questions. */
export const askedSets = (sets: readonly TaskSetSummary[], { left }: TaskForm): readonly TaskSetSummary[] =>
  sets.filter((set) => !isEmpty(set) && !left.includes(set.id));

/**
 * The direction that was chosen, as far as the set has its languages. What it has not, and what was not chosen, has its default: from
 * English, or else from the first language to the second.
 */
export function directionIn(
  languages: readonly string[],
  form: Pick<TaskForm, "source" | "target">,
): TranslationDirection {
  const own = (chosen: string | undefined) => languages.find((language) => language === chosen);
  const [source, target] = [own(form.source), own(form.target)];
  const others = languages.filter((language) => language !== target);
  const from = source ?? others.find((language) => language === "eng_Latn") ?? others[0] ?? "";
  return { source: from, target: target ?? languages.find((language) => language !== from) ?? "" };
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
