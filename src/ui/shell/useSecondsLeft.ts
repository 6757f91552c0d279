import { useEffect, useState } from "react";
import type { JobRecord } from "../../state/store";
import { timeLeftMeter } from "./timeLeft";

/** Seconds that the job's step still takes; null where that is not known. A job tells it with each step forward. */
export function useSecondsLeft(job: JobRecord | undefined): number | null {
  const [meter] = useState(timeLeftMeter);
  const [seconds, setSeconds] = useState<number | null>(null);
  useEffect(() => setSeconds(job ? meter(job, performance.now()) : null), [job, meter]);
  return seconds;
}
