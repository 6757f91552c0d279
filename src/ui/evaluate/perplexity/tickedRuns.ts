import type { RunSummary } from "../../../worker/runProtocol";

/** Whether a run came to its end: a paused or failed one has weights of somewhere between. */
export const isEnded = ({ status }: Pick<RunSummary, "status">): boolean => status === "finished" || status === "early";

/** Whether a run is measured: as the person ticked it, else where it came to its end. */
export const isTicked = (run: Pick<RunSummary, "id" | "status">, ticked: Readonly<Record<string, boolean>>): boolean =>
  ticked[run.id] ?? isEnded(run);
