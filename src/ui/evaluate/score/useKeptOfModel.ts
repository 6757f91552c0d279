import type { EvaluationKind } from "../../../evaluate/evaluationResults";
import { views } from "../../../state/views";
import type { EvaluationSummary, KeptEvaluation } from "../../../worker/evaluationProtocol";
import { useView, type View } from "../../parts/useView";
import { useStore } from "../../useStore";

/** The newest of a kind of evaluation of a model's files, as they are (null) or with a run. */
export const newestOfModel = (
  evaluations: readonly EvaluationSummary[],
  kind: EvaluationKind,
  hash: string | undefined,
  run: string | null,
): string | undefined =>
  evaluations.findLast((one) => one.kind === kind && one.model.hash === hash && (one.run?.id ?? null) === run)?.id;

/** That evaluation of the open model, read when there is one; undefined asks for none. */
export function useKeptOfModel<K extends EvaluationKind>(
  kind: K,
  run: string | null | undefined,
): View<KeptEvaluation<K>> {
  const evaluations = useStore((state) => state.evaluations);
  const hash = useStore((state) => state.model?.hash);
  const id = run === undefined ? undefined : newestOfModel(evaluations, kind, hash, run);
  // An id is of one kind: newestOfModel looked for it.
  return useView(id ?? null, async () => (await views.evaluation(id!)) as KeptEvaluation<K>);
}
