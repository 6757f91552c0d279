import { useEffect, useRef } from "react";
import { go } from "../route";
import { useStore } from "../useStore";

/** Goes from the settings to the run that begins. Who looks at a run stays there: its baselines are begun and drawn beside it. */
export function useFollowRun(isSettingUp: boolean): void {
  const training = useStore((state) => state.runs.find(({ status }) => status === "running")?.id);
  const seen = useRef(training);
  useEffect(() => {
    if (training !== undefined && training !== seen.current && isSettingUp) go({ run: training });
    seen.current = training;
  }, [training, isSettingUp]);
}
