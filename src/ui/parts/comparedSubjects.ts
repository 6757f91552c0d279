import type { Subject } from "../../worker/evaluation";
import type { RunSummary } from "../../worker/runProtocol";

type Run = Pick<RunSummary, "id"> & { readonly model: Pick<RunSummary["model"], "dtype"> };

/**
 * What to measure to hold models beside each other, by the ids of runs (null: the base): each run, and the base once in every weight
 * format that one of them was trained on, so that no change comes of rounding.
 */
export function comparedSubjects(
  chosen: readonly (string | null)[],
  runs: readonly Run[],
): Pick<Subject, "run" | "beside">[] {
  const beside = new Map<string, string>();
  for (const { id, model } of runs) {
    if (chosen.includes(id) && !beside.has(model.dtype)) beside.set(model.dtype, id);
  }
  const base = beside.size === 0 ? [{}] : [...beside.values()].map((id) => ({ beside: id }));
  return chosen.flatMap((run): Pick<Subject, "run" | "beside">[] => (run === null ? base : [{ run }]));
}
