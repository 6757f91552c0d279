import type { RunSummary } from "../worker/runProtocol";
import { client } from "./connection";
import { store } from "./store";

/** Puts a run in its place among those that are shown, or behind them. */
export function placeRun(run: RunSummary): void {
  store.setState(({ runs }) => {
    const isKnown = runs.some(({ id }) => id === run.id);
    return { runs: isKnown ? runs.map((known) => (known.id === run.id ? run : known)) : [...runs, run] };
  });
}

/** Reads which runs this browser keeps. */
export async function loadRuns(): Promise<void> {
  store.setState({ runs: await client.call("listRuns", {}) });
}

/** Gives a run another name. */
export async function renameRun(id: string, name: string): Promise<RunSummary> {
  const run = await client.call("renameRun", { id, name });
  placeRun(run);
  return run;
}

/** Forgets a run with its weights. */
export async function removeRun(id: string): Promise<void> {
  await client.call("forgetRun", { id });
  store.setState(({ runs }) => ({ runs: runs.filter((run) => run.id !== id) }));
}
