import { useMemo } from "react";
import type { RunSummary } from "../../worker/runProtocol";
import { useStore } from "../useStore";

/** Runs of the model of this hash that left weights, oldest first; none without a model. */
export const runsOfModel = (runs: readonly RunSummary[], hash: string | undefined): RunSummary[] =>
  runs.filter((run) => run.hasDelta && run.model.hash === hash);

/** Runs of the open model that left weights, oldest first. */
export function useModelRuns(): readonly RunSummary[] {
  const runs = useStore((state) => state.runs);
  const hash = useStore((state) => state.model?.hash);
  return useMemo(() => runsOfModel(runs, hash), [runs, hash]);
}

/** The run that was chosen while it is there; null else. */
export const stillThere = (chosen: string | null, runs: readonly Pick<RunSummary, "id">[]): string | null =>
  runs.some(({ id }) => id === chosen) ? chosen : null;
