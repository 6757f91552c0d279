import type { EvaluationKind } from "../../evaluate/evaluationResults";
import { views } from "../../state/views";
import type { EvaluationSummary, KeptEvaluation } from "../../worker/evaluation";
import { useView, type View } from "../parts/useView";
import { useStore } from "../useStore";

/** The newest of a kind of evaluation of a run; null: of the base. */
const newestOf = (
  evaluations: readonly EvaluationSummary[],
  kind: EvaluationKind,
  run: string | null,
): EvaluationSummary | undefined => evaluations.findLast((one) => one.kind === kind && (one.run?.id ?? null) === run);

const isOf = <K extends EvaluationKind>(kept: KeptEvaluation, kind: K): kept is KeptEvaluation<K> =>
  kept.summary.kind === kind;

/** The newest kept evaluation of a kind of a run, read when there is one; undefined asks for none. */
export function useKept<K extends EvaluationKind>(kind: K, run: string | null | undefined): View<KeptEvaluation<K>> {
  const evaluations = useStore((state) => state.evaluations);
  const found = run === undefined ? undefined : newestOf(evaluations, kind, run);
  return useView(found?.id ?? null, async () => {
    const kept = await views.evaluation(found!.id);
    if (!isOf(kept, kind)) throw new Error(`evaluation ${found!.id} is of ${kept.summary.kind}, not of ${kind}`);
    return kept;
  });
}
