import { useEffect, useState } from "react";
import { store } from "../../state/store";
import { formatProgress } from "../format";
import { jobLine } from "./jobLine";

const EVERY_MS = 5000;
const STEP = 25;

/** What a listener is told of the running job: its beginning, each quarter, its end. */
function spoken(before: string): string {
  const job = store.getState().jobs.find(({ status }) => status === "running");
  if (!job) return before === "" ? "" : "No job is running.";
  const { title, done, total } = jobLine(job);
  if (total === 0) return `${title}.`;
  const quarter = Math.floor((100 * done) / total / STEP) * STEP;
  return `${title}: ${formatProgress(quarter, 100)}.`;
}

/** Progress for those who listen: polite, and at most once in five seconds. */
export function LiveRegion() {
  const [text, setText] = useState("");
  useEffect(() => {
    const timer = window.setInterval(() => setText(spoken), EVERY_MS);
    return () => window.clearInterval(timer);
  }, []);
  return (
    <div className="unseen" role="status" aria-live="polite">
      {text}
    </div>
  );
}
