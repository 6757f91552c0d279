import { useMemo } from "react";
import { views } from "../../state/views";
import type { EvaluationSummary, KeptEvaluation } from "../../worker/evaluation";
import { isComparable, ofRun } from "../parts/newestPair";
import { useView } from "../parts/useView";
import { useStore } from "../useStore";

export type KeptAlignment = KeptEvaluation<"alignment">;
/** What is shown, and what stands beside it. */
export type KeptPair = readonly [KeptAlignment, KeptAlignment | null];

/** What is shown, and what else there is to show. */
export interface Alignments {
  readonly all: readonly EvaluationSummary[];
  /** What may stand beside the first: as many languages and sentences of the same weights. */
  readonly others: readonly EvaluationSummary[];
  readonly first: EvaluationSummary | undefined;
  readonly second: EvaluationSummary | undefined;
  /** As they are kept; null while they are read. */
  readonly kept: KeptPair | null;
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

/** Whether two are of as much text and of the same weights; whether the text is the same is known where both are read. */
const mayStandBeside = (a: EvaluationSummary, b: EvaluationSummary): boolean =>
  a.label === b.label && a.model.hash === b.model.hash && a.model.dtype === b.model.dtype;

/** The newest of the base that a run can stand beside, the newest of the base, or of all. */
function defaultFirst(all: readonly EvaluationSummary[]): EvaluationSummary | undefined {
  const [bases, runs] = [ofRun(all, null), all.filter(({ run }) => run !== null)];
  return bases.findLast((base) => runs.some((one) => isComparable(base, one))) ?? bases.at(-1) ?? all.at(-1);
}

/** The newest of the base and the newest of a run on the same text, unless others are chosen; "" chooses none as the second. */
export function useAlignments(chosen: { first: string | null; second: string | null }): Alignments {
  const evaluations = useStore((state) => state.evaluations);
  const all = useMemo(() => evaluations.filter(({ kind }) => kind === "alignment"), [evaluations]);
  const first = all.find(({ id }) => id === chosen.first) ?? defaultFirst(all);
  const others = all.filter((one) => first && one.id !== first.id && mayStandBeside(one, first));
  const runs = others.filter(({ run }) => run !== null);
  const second =
    chosen.second === ""
      ? undefined
      : (others.find(({ id }) => id === chosen.second) ??
        runs.findLast((one) => isComparable(one, first!)) ??
        runs.at(-1));
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
