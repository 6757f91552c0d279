import { useEffect } from "react";
import { formatProgress } from "../format";
import { useStore } from "../useStore";
import { jobLine } from "./jobLine";

/** The tab's title says how far the running job is: one looks there while at other work. */
export function useTitle(): void {
  const progress = useStore(({ jobs }) => {
    const job = jobs.find(({ status }) => status === "running");
    const line = job && jobLine(job);
    return line && line.total > 0 ? `${formatProgress(line.done, line.total)} ${line.title} · ` : "";
  });
  useEffect(() => {
    document.title = `${progress}Babelscope`;
  }, [progress]);
}
