import type { EvaluationKind } from "../evaluate/evaluationResults";
import type { EvaluationSummary, KeptEvaluation } from "../worker/evaluation";
import type { StoppedEvaluations } from "../worker/evaluationProtocol";
import { client } from "./connection";
import { store } from "./store";

/** Lists an evaluation behind those that are shown, unless it is one of them. */
export function placeEvaluation(summary: EvaluationSummary): void {
  store.setState(({ evaluations }) => ({
    evaluations: [...evaluations.filter(({ id }) => id !== summary.id), summary],
  }));
}

/** Reads which evaluations this browser keeps. */
export async function loadEvaluations(): Promise<void> {
  store.setState({ evaluations: await client.call("listEvaluations", {}) });
}

/** An evaluation that is kept, with its result and its manifest. */
export const evaluation = (id: string): Promise<KeptEvaluation<EvaluationKind>> => client.call("evaluation", { id });

/** Forgets an evaluation. */
export async function removeEvaluation(id: string): Promise<void> {
  await client.call("forgetEvaluation", { id });
  store.setState(({ evaluations }) => ({ evaluations: evaluations.filter((one) => one.id !== id) }));
}

/** What evaluations hold that were stopped before their end: with the same settings each would go on from there. */
export const stoppedEvaluations = (): Promise<StoppedEvaluations> => client.call("stoppedEvaluations", {});

/** Forgets what they have done. Those that a tab of this browser makes now stay. */
export async function removeStoppedEvaluations(): Promise<void> {
  await client.call("forgetStoppedEvaluations", {});
}
