import { useSyncExternalStore } from "react";
import { type EvaluateForms, evaluateForms } from "../../state/evaluateForms";

/** What a tab is set to, followed as it changes. */
export const useEvaluateForm = <K extends keyof EvaluateForms>(tab: K): EvaluateForms[K] =>
  useSyncExternalStore(evaluateForms.subscribe, () => evaluateForms.getState()[tab]);
