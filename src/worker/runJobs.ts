import type { Handler } from "./handler";
import { withRunLock } from "./runLock";
import type { RunCurves } from "./runProtocol";
import { type KeptRun, loadRun, loadRuns, removeRun, saveRun } from "./runStore";
import { openStore } from "./storage";
import { thinSteps } from "./thinCurve";
import { workbench } from "./workbench";

/** Whether this tab trains the run, and so holds its lock. */
const trainsHere = (id: string): boolean => workbench.training?.run.id === id;

/** The run with this id, as it is now: of the one that trains, its last step. */
export async function findRun(id: string): Promise<KeptRun> {
  const { training } = workbench;
  if (training?.run.id === id) return training;
  const kept = await loadRun(await openStore(), id);
  if (!kept) throw new Error(`there is no run "${id}": it was removed, or this browser never kept it`);
  return kept;
}

/** A tab that died while a run trained left it as its last checkpoint has it. */
function asListed({ run }: KeptRun): KeptRun["run"] {
  const isGone = run.status === "running" && !trainsHere(run.id);
  return isGone ? { ...run, status: "paused" } : run;
}

/** All runs of this browser, oldest first. */
export const listRuns: Handler<"listRuns"> = async () => (await loadRuns(await openStore())).map(asListed);

export const runLog: Handler<"runLog"> = async ({ id }) => {
  const kept = await findRun(id);
  return { run: asListed(kept), log: kept.log };
};

function toCurves({ run, log, made }: KeptRun): RunCurves {
  const textTokens = made?.train.tokens.reduce((sum, { tokens }) => sum + tokens, 0) ?? null;
  return { id: run.id, ...thinSteps(log?.steps ?? []), validations: log?.validations ?? [], textTokens };
}

export const runCurves: Handler<"runCurves"> = async ({ ids }) => {
  const curves: RunCurves[] = [];
  for (const id of ids) curves.push(toCurves(await findRun(id)));
  return curves;
};

export const renameRun: Handler<"renameRun"> = async ({ id, name }) => {
  const trimmed = name.trim();
  if (trimmed === "") throw new RangeError("a run needs a name of at least one letter");
  const rename = async () => {
    const kept = await findRun(id);
    const renamed: KeptRun = { ...kept, run: { ...kept.run, name: trimmed } };
    if (trainsHere(id)) workbench.training = renamed;
    await saveRun(await openStore(), renamed);
    return asListed(renamed);
  };
  return trainsHere(id) ? rename() : withRunLock(id, rename);
};

/** Forgets a run with its weights and its text. */
export const forgetRun: Handler<"forgetRun"> = async ({ id }) => {
  if (trainsHere(id)) throw new Error("this run is training: pause it before you remove it");
  await withRunLock(id, async () => removeRun(await openStore(), id));
  return null;
};
