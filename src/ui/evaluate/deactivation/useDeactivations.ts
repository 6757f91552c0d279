import { views } from "../../../state/views";
import type { KeptEvaluation } from "../../../worker/evaluation";
import { isComparable, newestPair, ofRun } from "../../parts/newestPair";
import { useView } from "../../parts/useView";
import { useStore } from "../../useStore";

type KeptDeactivation = KeptEvaluation<"deactivation">;

/** What is shown of one model, or of two. */
export interface Deactivations {
  readonly kept: readonly KeptDeactivation[];
  /** Whether those shown are of the same text, windows, masks, seeds and weights: may be held against each other. */
  readonly isAlike: boolean;
  readonly error: string | null;
}

/** The newest of a run of the open model (null: the base), and of the run beside it where one is named: measured alike where they were. */
export function useDeactivations(run: string | null, second: string | null): Deactivations {
  const evaluations = useStore((state) => state.evaluations);
  const hash = useStore((state) => state.model?.hash);
  const all = evaluations.filter(({ kind, model }) => kind === "deactivation" && model.hash === hash);
  const { from, to } = second === null ? { from: ofRun(all, run).at(-1), to: undefined } : newestPair(all, run, second);
  const ids = [from, to].flatMap((one) => one?.id ?? []);
  // An id is of one kind: only deactivations were looked through.
  const { value, error } = useView(ids.length === 0 ? null : ids.join(" "), () =>
    Promise.all(ids.map(async (id) => (await views.evaluation(id)) as KeptDeactivation)),
  );
  return { kept: value ?? [], isAlike: !(from && to) || isComparable(from, to), error };
}
