import { createStore } from "zustand/vanilla";
import { DEACTIVATION_SCORE_FORM, SCORE_FORM, type ScoreForm } from "./scoreForm";
import { TASK_FORM, type TaskForm } from "./taskForm";

/** What the tabs that measure are set to; models are ids of runs, null is the base. */
export interface EvaluateForms {
  readonly perplexity: {
    readonly score: ScoreForm;
    readonly from: string | null;
    /** Runs beside it that the person ticked (true) or left out (false), by id. */
    readonly ticked: Readonly<Record<string, boolean>>;
  };
  readonly deactivation: {
    readonly score: ScoreForm;
    readonly run: string | null;
    /** Null: none. */
    readonly beside: string | null;
  };
  readonly tasks: {
    readonly ask: TaskForm;
    readonly from: string | null;
    /** Null: none. */
    readonly to: string | null;
  };
}

/** Outlives the view, so that a result is never seen below settings that it was not measured with. */
export const evaluateForms = createStore<EvaluateForms>(() => ({
  perplexity: { score: SCORE_FORM, from: null, ticked: {} },
  deactivation: { score: DEACTIVATION_SCORE_FORM, run: null, beside: null },
  tasks: { ask: TASK_FORM, from: null, to: null },
}));

/** Changes what one of the tabs is set to. */
export function setEvaluateForm<K extends keyof EvaluateForms>(tab: K, change: Partial<EvaluateForms[K]>): void {
  evaluateForms.setState((forms) => ({ [tab]: { ...forms[tab], ...change } }) as Pick<EvaluateForms, K>);
}

/** Holds a run beside the others of Perplexity, whatever was ticked before. */
export function tickRun(id: string): void {
  const { ticked } = evaluateForms.getState().perplexity;
  setEvaluateForm("perplexity", { ticked: { ...ticked, [id]: true } });
}
