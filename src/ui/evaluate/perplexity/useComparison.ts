import type { PerplexityResult } from "../../../evaluate/perplexityResult";
import { perplexityChange } from "../../../state/scoreApi";
import { views } from "../../../state/views";
import type { EvaluationSummary } from "../../../worker/evaluationProtocol";
import { useView, type View } from "../../parts/useView";
import { useStore } from "../../useStore";
import type { Compared, Comparison, Measured } from "./comparison";

async function load(id: string): Promise<Measured> {
  const { summary, result } = await views.evaluation(id);
  if (summary.kind !== "perplexity") throw new Error(`evaluation ${id} is of ${summary.kind}, not of perplexity`);
  return { summary, result: result as PerplexityResult };
}

async function compare(from: string, to: string): Promise<Compared> {
  const measured = await load(to);
  try {
    return { ...measured, change: await perplexityChange({ base: from, tuned: to }), problem: null };
  } catch (error) {
    return { ...measured, change: null, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** The newest measurement of the open model, as it is (null) or with a run. */
const newestOf = (evaluations: readonly EvaluationSummary[], hash: string | undefined, run: string | null) =>
  evaluations.findLast((one) => one.kind === "perplexity" && one.model.hash === hash && (one.run?.id ?? null) === run)
    ?.id;

/** The newest measurements of these runs against that of another; null until there is one of `from`. */
export function useComparison(from: string | null, to: readonly string[]): View<Comparison> {
  const evaluations = useStore((state) => state.evaluations);
  const hash = useStore((state) => state.model?.hash);
  const base = newestOf(evaluations, hash, from);
  const others = to.map((run) => newestOf(evaluations, hash, run)).filter((id) => id !== undefined);
  return useView(base === undefined ? null : [base, ...others].join(" "), async () => ({
    from: await load(base!),
    to: await Promise.all(others.map((id) => compare(base!, id))),
  }));
}
