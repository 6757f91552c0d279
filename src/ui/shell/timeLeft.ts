import type { JobRecord } from "../../state/store";

/** The rate is that of the last ten seconds; the first moments of a step say little about the rest. */
const WINDOW_MS = 10_000;
const MIN_MS = 1000;
/** Reading tells its progress a hundred times a second: not each is kept. */
const STEP_MS = 200;

interface Amount {
  /** Changes with the job and its step: bytes read say nothing about bytes hashed. */
  readonly step: string;
  readonly done: number;
  readonly total: number;
}

/** What a job's step has done; undefined where it is not known, and of a scan and of training, which tell their time themselves. */
function amountOf({ id, status, progress }: JobRecord): Amount | undefined {
  if (status !== "running" || progress === null || progress.kind === "scan") return undefined;
  const step = "step" in progress.value ? progress.value.step : "";
  if (step === "training") return undefined;
  const [done, total] =
    progress.kind === "corpus" || progress.kind === "evaluation"
      ? [progress.value.done, progress.value.total]
      : [progress.value.bytesDone, progress.value.bytesTotal];
  return total > 0 ? { step: `${id} ${step}`, done, total } : undefined;
}

/** Seconds that a job's step still takes at its latest rate; null until one second was timed, or while nothing moves. */
export function timeLeftMeter(): (job: JobRecord, nowMs: number) => number | null {
  let step: string | undefined;
  let points: { done: number; ms: number }[] = [];
  return (job, nowMs) => {
    const amount = amountOf(job);
    if (amount?.step !== step) [step, points] = [amount?.step, []];
    if (!amount) return null;
    if (points.length === 0 || nowMs - points.at(-1)!.ms >= STEP_MS) points.push({ done: amount.done, ms: nowMs });
    while (points.length > 1 && points[1]!.ms <= nowMs - WINDOW_MS) points.shift();
    const { done, ms } = points[0]!;
    if (nowMs - ms < MIN_MS || amount.done <= done) return null;
    return ((amount.total - amount.done) * (nowMs - ms)) / 1000 / (amount.done - done);
  };
}
