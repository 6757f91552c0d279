import { views } from "../../state/views";
import type { RunCurves, RunSummary } from "../../worker/runProtocol";
import type { LineStyle } from "../charts/lines";
import { styleAt } from "../languageStyle";
import { useView, type View } from "../parts/useView";

/** Curves are asked for at most so often: a step of a small model takes milliseconds. */
const REST_MS = 1000;

/** Changes whenever there is more to draw. */
const revisionOf = (runs: readonly RunSummary[]): string =>
  runs.map(({ id, name, stepsDone, validated }) => `${id} ${name} ${stepsDone} ${validated?.last.step}`).join("\n");

/** Curves of the runs, asked for anew while they train. */
export const useRunCurves = (runs: readonly RunSummary[]): View<readonly RunCurves[]> =>
  useView(revisionOf(runs), () => views.runCurves({ ids: runs.map(({ id }) => id) }), REST_MS);

/** Runs with their curves that are not hidden, in the order of `runs`, which gives them their style. */
export function drawnRuns(runs: readonly RunSummary[], curves: readonly RunCurves[], hidden: ReadonlySet<string>) {
  return runs.flatMap((run, place): { run: RunSummary; curves: RunCurves; style: LineStyle }[] => {
    const found = curves.find(({ id }) => id === run.id);
    return found && !hidden.has(run.id) ? [{ run, curves: found, style: styleAt(place) }] : [];
  });
}
