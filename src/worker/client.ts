import type { FromWorker, JobName, Jobs, ToWorker } from "./protocol";

interface Pending {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: ((progress: never) => void) | undefined;
}

export interface CallOptions<N extends JobName> {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Jobs[N]["progress"]) => void;
}

/** The page's end of the wire: one promise a job. */
export interface Client {
  call<N extends JobName>(name: N, args: Jobs[N]["args"], options?: CallOptions<N>): Promise<Jobs[N]["result"]>;
}

/**
 * Starts the worker. One that dies rejects every open job and takes all that it held with it: `onStopped` hears why. The next call
 * starts a fresh one.
 */
export function startClient(onStopped: (reason: string) => void): Client {
  let worker: Worker | null = null;
  let nextId = 1;
  const pending = new Map<number, Pending>();

  function stop(reason: string): void {
    worker?.terminate();
    worker = null;
    for (const { reject } of pending.values()) reject(new Error(`the worker stopped: ${reason}`));
    pending.clear();
    onStopped(reason);
  }

  function start(): Worker {
    const started = new Worker(new URL("./server.ts", import.meta.url), { type: "module", name: "babelscope" });
    started.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      const job = pending.get(data.id);
      if (!job) return;
      if ("progress" in data) {
        job.onProgress?.(data.progress as never);
        return;
      }
      pending.delete(data.id);
      if ("result" in data) job.resolve(data.result as never);
      else job.reject(Object.assign(new Error(data.error.message), { name: data.error.name }));
    };
    started.onerror = (event) => {
      event.preventDefault();
      stop(event.message || "out of memory?");
    };
    return started;
  }

  return {
    call(name, args, { signal, onProgress } = {}) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        worker ??= start();
        const id = nextId++;
        const to = worker;
        pending.set(id, { resolve: resolve as Pending["resolve"], reject, onProgress });
        signal?.addEventListener("abort", () => to.postMessage({ abort: id } satisfies ToWorker), { once: true });
        to.postMessage({ id, name, args } as ToWorker);
      });
    },
  };
}
