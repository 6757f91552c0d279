/** Views are made anew at most so often, and may take at most a twentieth of the time. */
const MIN_MS = 500;
const SHARE = 20;

let lastCostMs = 0;

/** Notes what making the views of one revision cost. */
export function noteViewCost(ms: number): void {
  lastCostMs = ms;
}

/** Says, of a running scan, whether it is time to show its counts again. */
export function revisionClock(now: () => number = () => performance.now()): () => boolean {
  let shownAt = Number.NEGATIVE_INFINITY;
  return () => {
    if (now() - shownAt < Math.max(MIN_MS, SHARE * lastCostMs)) return false;
    shownAt = now();
    return true;
  };
}
