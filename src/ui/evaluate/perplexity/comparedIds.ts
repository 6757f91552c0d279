import type { EvaluationSummary } from "../../../worker/evaluation";
import { isComparable, newestPair, ofRun } from "../../parts/newestPair";

/** Ids of what is shown, and of what each of the others is held against. */
export interface ComparedIds {
  readonly from: string;
  /** `base` is `from`, or the same measured in the weight format of `tuned`. */
  readonly to: readonly { readonly base: string; readonly tuned: string }[];
}

/**
 * The newest measurement of a run (null: the base) that others were measured like, and what of the others is held against it; null
 * where it was not measured. All are perplexities of one model, oldest first.
 */
export function comparedIds(
  all: readonly EvaluationSummary[],
  from: string | null,
  to: readonly string[],
): ComparedIds | null {
  const others = to.map((run) => ofRun(all, run));
  const own = ofRun(all, from);
  const shown = own.findLast((one) => others.flat().some((other) => isComparable(one, other))) ?? own.at(-1);
  if (!shown) return null;
  const alike = all.filter(({ settings }) => settings === shown.settings);
  const pairs = to.flatMap((run, place) => {
    const pair = newestPair(alike, from, run);
    const tuned = pair.to ?? others[place]!.at(-1);
    return tuned ? [{ base: (pair.to && pair.from?.id) ?? shown.id, tuned: tuned.id }] : [];
  });
  return { from: shown.id, to: pairs };
}
