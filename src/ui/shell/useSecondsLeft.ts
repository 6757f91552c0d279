import { useMemo, useState } from "react";
import type { JobRecord } from "../../state/store";
import { timeLeftMeter } from "./timeLeft";

/**
 * Seconds that the job's step still takes; null where that is not known. A job tells it with each step forward: it is read while
 * rendering, because an effect that sets state at every message of a fast job never comes to rest.
 */
export function useSecondsLeft(job: JobRecord | undefined): number | null {
  const [meter] = useState(timeLeftMeter);
  return useMemo(() => (job ? meter(job, performance.now()) : null), [job, meter]);
}
