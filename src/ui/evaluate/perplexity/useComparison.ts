import type { PerplexityResult } from "../../../evaluate/perplexityResult";
import { perplexityChange } from "../../../state/scoreApi";
import { views } from "../../../state/views";
import { useView, type View } from "../../parts/useView";
import { useStore } from "../../useStore";
import { comparedIds } from "./comparedIds";
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

/** The newest measurements of these runs against that of another; null until there is one of `from`. */
export function useComparison(from: string | null, to: readonly string[]): View<Comparison> {
  const evaluations = useStore((state) => state.evaluations);
  const hash = useStore((state) => state.model?.hash);
  const own = evaluations.filter(({ kind, model }) => kind === "perplexity" && model.hash === hash);
  const found = comparedIds(own, from, to);
  const key = found && [found.from, ...found.to.flatMap(({ base, tuned }) => [base, tuned])].join(" ");
  return useView(key, async () => ({
    from: await load(found!.from),
    to: await Promise.all(found!.to.map(({ base, tuned }) => compare(base, tuned))),
  }));
}
