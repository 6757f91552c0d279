import { useMemo, useSyncExternalStore } from "react";
import { alignForm } from "../../state/alignForm";
import { useStore } from "../useStore";
import { type AlignPlan, alignPlan } from "./alignPlan";

/** What the settings of the view come to, followed as they and the project change. */
export function useAlignPlan(): AlignPlan {
  const form = useSyncExternalStore(alignForm.subscribe, alignForm.getState);
  const corpus = useStore((state) => state.corpus);
  const environment = useStore((state) => state.environment);
  const model = useStore((state) => state.model);
  const runs = useStore((state) => state.runs);
  return useMemo(() => alignPlan(form, { corpus, environment, model, runs }), [form, corpus, environment, model, runs]);
}
