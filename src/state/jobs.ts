import { type JobKind, type JobRecord, store } from "./store";

/** A job that is waiting or at work. */
interface OpenJob {
  readonly controller: AbortController;
  readonly ended: Promise<void>;
}

const openJobs = new Map<number, OpenJob>();
let nextId = 1;
let last: Promise<unknown> = Promise.resolve();

/** Whether a job ended because a person stopped it. */
export const isStopped = (error: unknown): boolean => error instanceof Error && error.name === "AbortError";

/**
 * Tells the person, until they close it; what already stands there is not said twice, but counts as said now.
 * @param job label of the job that failed: the notice goes when it succeeds
 */
export function notify(kind: "error" | "info", message: string, job: string | null = null): void {
  const others = store.getState().notices.filter((open) => open.kind !== kind || open.message !== message);
  store.setState({ notices: [...others, { id: nextId++, kind, job, message }] });
}

/** Takes away what earlier jobs of this label failed by. One that was waiting already when they failed leaves it to be read. */
function forgetFailures(label: string, queuedAs: number): void {
  const { notices } = store.getState();
  const left = notices.filter(({ job, id }) => job !== label || id > queuedAs);
  if (left.length < notices.length) store.setState({ notices: left });
}

export function dismiss(id: number): void {
  store.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }));
}

/** Shows how far a job is. */
export type SetProgress = (progress: JobRecord["progress"]) => void;

/**
 * Runs `work` when every earlier job has ended. It is listed in `State.jobs` until it ends; a failure (other than a
 * stop) becomes a notice, which goes when a later job of this label succeeds, and is thrown on to the caller.
 */
export function enqueue<T>(
  kind: JobKind,
  label: string,
  work: (signal: AbortSignal, setProgress: SetProgress) => Promise<T>,
): Promise<T> {
  const id = nextId++;
  const controller = new AbortController();
  const update = (change: Partial<JobRecord>) =>
    store.setState(({ jobs }) => ({ jobs: jobs.map((job) => (job.id === id ? { ...job, ...change } : job)) }));
  store.setState(({ jobs }) => ({ jobs: [...jobs, { id, kind, label, status: "queued", progress: null }] }));

  const run = async (): Promise<T> => {
    try {
      controller.signal.throwIfAborted();
      update({ status: "running" });
      const value = await work(controller.signal, (progress) => update({ progress }));
      forgetFailures(label, id);
      return value;
    } catch (error) {
      if (!isStopped(error))
        notify("error", `${label}: ${error instanceof Error ? error.message : String(error)}`, label);
      throw error;
    } finally {
      openJobs.delete(id);
      store.setState(({ jobs }) => ({ jobs: jobs.filter((job) => job.id !== id) }));
    }
  };
  const job = last.then(run, run);
  const ended = job.then(
    () => undefined,
    () => undefined,
  );
  last = ended;
  openJobs.set(id, { controller, ended });
  return job;
}

/** Stops one job, or all of them, and resolves when they have ended. What a scan had saved stays. */
export async function stop(id?: number): Promise<void> {
  const chosen = [...openJobs].filter(([jobId]) => id === undefined || id === jobId).map(([, job]) => job);
  for (const { controller } of chosen) controller.abort(new DOMException("stopped", "AbortError"));
  await Promise.all(chosen.map(({ ended }) => ended));
}
