import { useMemo } from "react";
import { views } from "../../state/views";
import type { EvaluationSummary, KeptEvaluation } from "../../worker/evaluationProtocol";
import { useView } from "../parts/useView";
import { useStore } from "../useStore";

export type KeptAlignment = KeptEvaluation<"alignment">;

/** What is shown, and what else there is to show. */
export interface Alignments {
  readonly all: readonly EvaluationSummary[];
  /** What may stand beside the first: as many languages and sentences of the same weights. */
  readonly others: readonly EvaluationSummary[];
  readonly first: EvaluationSummary | undefined;
  readonly second: EvaluationSummary | undefined;
  /** As they are kept; null while they are read. */
  readonly kept: readonly [KeptAlignment, KeptAlignment | null] | null;
  /** Why the second is not shown, or nothing is. */
  readonly error: string | null;
}

/** Of the base, or by the name of its run. */
export const subjectName = ({ run }: Pick<EvaluationSummary, "run">): string => run?.name ?? "base";

const isAlignment = (kept: KeptEvaluation): kept is KeptAlignment => kept.summary.kind === "alignment";

async function loadAlignment(id: string): Promise<KeptAlignment> {
  const kept = await views.evaluation(id);
  if (!isAlignment(kept)) throw new Error(`evaluation ${id} is of ${kept.summary.kind}, not of alignment`);
  return kept;
}

/** The same languages and as many sentences; whether they are the same is known where both are compared. */
const isLike = ({ result: a }: KeptAlignment, { result: b }: KeptAlignment): boolean =>
  a.languages.join() === b.languages.join() && a.nSentences === b.nSentences && a.pivot === b.pivot;

/** The newest of the base and the newest of a run on the same text, unless others are chosen; "" chooses none as the second. */
export function useAlignments(chosen: { first: string | null; second: string | null }): Alignments {
  const evaluations = useStore((state) => state.evaluations);
  const all = useMemo(() => evaluations.filter(({ kind }) => kind === "alignment"), [evaluations]);
  const first = all.find(({ id }) => id === chosen.first) ?? all.findLast(({ run }) => run === null) ?? all.at(-1);
  const others = all.filter(({ id, label, model }) => {
    return first && id !== first.id && label === first.label && model.hash === first.model.hash;
  });
  const second =
    chosen.second === ""
      ? undefined
      : (others.find(({ id }) => id === chosen.second) ?? others.findLast(({ run }) => run));
  const read = useView(first ? `${first.id} ${second?.id}` : null, async () => {
    const [one, other] = [await loadAlignment(first!.id), second ? await loadAlignment(second.id) : null];
    return [one, other] as const;
  });
  const kept = useMemo(() => {
    if (!read.value) return null;
    const [one, other] = read.value;
    return [one, other && isLike(one, other) ? other : null] as const;
  }, [read.value]);
  const isUnlike = read.value?.[1] != null && kept?.[1] === null;
  const unlike = "Both are not of the same languages and sentences: align both models with the same settings.";
  return { all, others, first, second, kept, error: read.error ?? (isUnlike ? unlike : null) };
}
