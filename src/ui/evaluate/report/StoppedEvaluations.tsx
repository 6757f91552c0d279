import { useState } from "react";
import { removeStoppedEvaluations, stoppedEvaluations } from "../../../state/evaluations";
import { formatBytes, formatPlural } from "../../format";
import { useView } from "../../parts/useView";
import { attempt } from "../../perform";
import { useStore } from "../../useStore";

const REMOVE = "Remove what was stopped";

/** What evaluations hold that never came to their end, and the way to be rid of it. */
export function StoppedEvaluations() {
  const evaluations = useStore((state) => state.evaluations);
  const jobs = useStore((state) => state.jobs);
  const [removals, setRemovals] = useState(0);
  const key = [removals, ...jobs.map(({ id, status }) => `${id} ${status}`), ...evaluations.map(({ id }) => id)].join();
  const { value, error } = useView(key, stoppedEvaluations);
  if (error) return <p className="problem">{error}</p>;
  if (!value || value.count === 0) return null;
  const remove = async () => {
    await removeStoppedEvaluations();
    setRemovals(removals + 1);
  };
  return (
    <div className="report-stopped">
      <button type="button" className="button" onClick={() => attempt(REMOVE, remove())}>
        {REMOVE} ({formatBytes(value.bytes)})
      </button>
      <p className="hint">
        {formatPlural(value.count, "evaluation")} stopped before the end, of any model or run. With the same settings
        each goes on from there; once removed it begins anew.
      </p>
    </div>
  );
}
