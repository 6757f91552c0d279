import type { EvaluationKind } from "../../../evaluate/evaluationResults";

/** What a kind of evaluation is called, and the address where it is shown. */
export const EVALUATION_KINDS: Readonly<
  Record<EvaluationKind, { readonly name: string; readonly tab: string | null }>
> = {
  perplexity: { name: "Perplexity", tab: "perplexity" },
  deactivation: { name: "Deactivation", tab: "neurons" },
  task: { name: "Task", tab: "tasks" },
  alignment: { name: "Alignment", tab: null },
  weightChange: { name: "Weight change", tab: "weights" },
};
