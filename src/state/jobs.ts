import { type JobKind, type JobRecord, store } from "./store";

const controllers = new Map<number, AbortController>();
let nextId = 1;
let last: Promise<unknown> = Promise.resolve();

/** Why a job ended early: `pause` keeps it to be resumed by the person, `cancel` lets it go. Both keep what was saved. */
export type StopReason = "pause" | "cancel";

/** The error of a job that was stopped on request. */
export function stopped(reason: StopReason): Error {
  return Object.assign(new Error(reason === "pause" ? "paused" : "cancelled"), { name: "AbortError" });
}

export const isStopped = (error: unknown): boolean => error instanceof Error && error.name === "AbortError";

/** Tells the person, until they close it. */
export function notify(kind: "error" | "info", message: string): void {
  store.setState(({ notices }) => ({ notices: [...notices, { id: nextId++, kind, message }] }));
}

export function dismiss(id: number): void {
  store.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }));
}

/** Shows how far a job is. */
export type SetProgress = (progress: JobRecord["progress"]) => void;

/**
 * Runs `work` when every earlier job has ended. It is listed in `State.jobs` until it ends; a failure (other than a
 * stop) becomes a notice and is thrown on to the caller.
 */
export function enqueue<T>(
  kind: JobKind,
  label: string,
  work: (signal: AbortSignal, setProgress: SetProgress) => Promise<T>,
): Promise<T> {
  const id = nextId++;
  const controller = new AbortController();
  controllers.set(id, controller);
  const update = (change: Partial<JobRecord>) =>
    store.setState(({ jobs }) => ({ jobs: jobs.map((job) => (job.id === id ? { ...job, ...change } : job)) }));
  store.setState(({ jobs }) => ({ jobs: [...jobs, { id, kind, label, status: "queued", progress: null }] }));

  const run = async (): Promise<T> => {
    try {
      controller.signal.throwIfAborted();
      update({ status: "running" });
      return await work(controller.signal, (progress) => update({ progress }));
    } catch (error) {
      if (!isStopped(error)) notify("error", `${label}: ${error instanceof Error ? error.message : String(error)}`);
      throw error;
    } finally {
      controllers.delete(id);
      store.setState(({ jobs }) => ({ jobs: jobs.filter((job) => job.id !== id) }));
    }
  };
  const job = last.then(run, run);
  last = job.catch(() => undefined);
  return job;
}

/** Stops one job, or all of them. */
export function stop(reason: StopReason, id?: number): void {
  for (const [jobId, controller] of controllers) {
    if (id === undefined || id === jobId) controller.abort(stopped(reason));
  }
}
