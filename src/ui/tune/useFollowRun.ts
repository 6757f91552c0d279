import { useEffect, useRef } from "react";
import { go } from "../route";
import { useStore } from "../useStore";

/** Goes to a run when it begins while one looks at this view; one may leave it again. */
export function useFollowRun(): void {
  const training = useStore((state) => state.runs.find(({ status }) => status === "running")?.id);
  const seen = useRef(training);
  useEffect(() => {
    if (training !== undefined && training !== seen.current) go({ run: training });
    seen.current = training;
  }, [training]);
}
