import { idsUnderWay, unlessUnderWay } from "./evaluationLock";
import type { StoppedEvaluations } from "./evaluationProtocol";
import { removeEvaluation, unfinishedIds, weighEvaluation } from "./evaluationStore";
import type { Handler } from "./handler";
import { openStore } from "./storage";

/** What evaluations that were stopped hold. Those that a tab of this browser makes now are not stopped. */
export const stoppedEvaluations: Handler<"stoppedEvaluations"> = async (): Promise<StoppedEvaluations> => {
  const store = await openStore();
  const underWay = await idsUnderWay();
  const ids = (await unfinishedIds(store)).filter((id) => !underWay.has(id));
  let bytes = 0;
  for (const id of ids) bytes += await weighEvaluation(store, id);
  return { count: ids.length, bytes };
};

/** Forgets what evaluations that were stopped have done: asked for again, they begin anew. */
export const forgetStoppedEvaluations: Handler<"forgetStoppedEvaluations"> = async () => {
  const store = await openStore();
  for (const id of await unfinishedIds(store)) {
    await unlessUnderWay(id, async () => {
      // A tab may have brought it to its end since.
      if ((await unfinishedIds(store)).includes(id)) await removeEvaluation(store, id);
    });
  }
  return null;
};
