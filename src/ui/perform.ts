import { isStopped, notify } from "../state/jobs";

/** Starts a job of the queue from a button. The queue tells of a failure itself. */
export function start(job: Promise<unknown>): void {
  job.catch(() => undefined);
}

/** Starts an action that does not queue: a failure becomes a notice that begins with what was asked for. */
export function attempt(what: string, work: Promise<unknown>): void {
  work.catch((error: unknown) => {
    if (!isStopped(error)) notify("error", `${what}: ${error instanceof Error ? error.message : String(error)}`);
  });
}
