import type { TaskResult } from "../../../evaluate/taskResult";
import { taskChange } from "../../../state/taskApi";
import { views } from "../../../state/views";
import type { EvaluationSummary } from "../../../worker/evaluation";
import { type MeasuredPair, newestPair, ofRun } from "../../parts/newestPair";
import { useView, type View } from "../../parts/useView";
import { useStore } from "../../useStore";
import type { MeasuredTask, OverviewRow, TaskPair } from "./taskPair";

async function load(id: string): Promise<MeasuredTask> {
  const { summary, result } = await views.evaluation(id);
  if (summary.kind !== "task") throw new Error(`evaluation ${id} is of ${summary.kind}, not of a task`);
  return { summary, result: result as TaskResult };
}

async function loadPair(base: string, tuned: string | undefined): Promise<TaskPair> {
  const from = await load(base);
  if (tuned === undefined) return { from, to: null, change: null, problem: null };
  const to = await load(tuned);
  try {
    return { from, to, change: await taskChange({ base, tuned }), problem: null };
  } catch (error) {
    return { from, to, change: null, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** Kept task results of the open model, oldest first. */
function useTaskResults(): readonly EvaluationSummary[] {
  const hash = useStore((state) => state.model?.hash);
  const evaluations = useStore((state) => state.evaluations);
  return evaluations.filter(({ kind, model }) => kind === "task" && model.hash === hash);
}

/** Every label's newest results of two runs (null: the base), newest label first; without those that were not asked of `from`. */
export function useTaskPairs(from: string | null, to: string | null): View<readonly OverviewRow[]> {
  const results = useTaskResults();
  const labels = [...new Set(results.map(({ label }) => label).reverse())];
  const found = labels.flatMap((label) => {
    const own = results.filter((one) => one.label === label);
    const isAlone = to === null || to === from;
    const pair: MeasuredPair = isAlone ? { from: ofRun(own, from).at(-1), to: undefined } : newestPair(own, from, to);
    return pair.from ? [{ label, base: pair.from.id, tuned: pair.to?.id }] : [];
  });
  const key = found.map(({ base, tuned }) => `${base} ${tuned}`).join(" ");
  return useView(found.length === 0 ? null : key, () =>
    Promise.all(found.map(async ({ label, base, tuned }) => ({ label, pair: await loadPair(base, tuned) }))),
  );
}
