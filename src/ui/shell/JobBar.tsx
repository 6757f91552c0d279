import { stop } from "../../state/jobs";
import { formatPlural } from "../format";
import { Bar } from "../parts/Bar";
import { useStore } from "../useStore";
import { jobLine } from "./jobLine";
import { useSecondsLeft } from "./useSecondsLeft";
import { useTitle } from "./useTitle";

/** The running job with its progress; there while something runs. */
export function JobBar() {
  const jobs = useStore((state) => state.jobs);
  useTitle();
  const job = jobs.find(({ status }) => status === "running") ?? jobs[0];
  const secondsLeft = useSecondsLeft(job);
  if (!job) return null;
  const { title, parts, done, total, canPause } = jobLine(job, secondsLeft);
  const queued = jobs.length - 1;
  return (
    <section className="jobs" aria-label="Running job">
      <div>
        <p>
          <strong>{title}:</strong> {parts.join(" · ")}
          {queued > 0 && <span className="hint"> · {formatPlural(queued, "more job")} in the queue</span>}
        </p>
        <Bar done={done} total={total} name={title} />
      </div>
      <div className="buttons">
        {canPause && (
          <button type="button" className="button" onClick={() => stop(job.id)}>
            Pause
          </button>
        )}
        <button type="button" className="button" onClick={() => stop(job.id)}>
          Cancel
        </button>
      </div>
    </section>
  );
}
