import { useMemo } from "react";
import type { GenerateForm } from "../../../state/generateForm";
import type { RunSummary } from "../../../worker/runProtocol";
import { stillThere, useModelRuns } from "../../parts/modelRuns";
import { useStore } from "../../useStore";

/** The form without runs that were removed or are of another model. */
export const withRuns = (form: GenerateForm, runs: readonly Pick<RunSummary, "id">[]): GenerateForm => ({
  ...form,
  run: stillThere(form.run, runs),
  steeredRun: stillThere(form.steeredRun, runs),
});

/** What the tab is set to, as far as it is still there: what is shown is what is asked for. */
export function useGenerateForm(): GenerateForm {
  const form = useStore((state) => state.generateForm);
  const runs = useModelRuns();
  return useMemo(() => withRuns(form, runs), [form, runs]);
}
