import { JOBS } from "./jobs";
import type { FromWorker, JobName, Jobs, ToWorker } from "./protocol";
import { transferables } from "./transferables";

/** The worker's end of the wire: runs jobs, sends progress and one result or error each. The only place that catches. */
const running = new Map<number, AbortController>();

const send = (message: FromWorker, transfer: Transferable[] = []): void => self.postMessage(message, { transfer });

async function run<N extends JobName>(id: number, name: N, args: Jobs[N]["args"]): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    const onProgress = (progress: Jobs[N]["progress"]) => send({ id, progress });
    const result = await JOBS[name](args, { signal: controller.signal, onProgress });
    send({ id, result }, transferables(result));
  } catch (error) {
    const { name: kind, message } = error instanceof Error ? error : new Error(String(error));
    send({ id, error: { name: kind, message } });
  } finally {
    running.delete(id);
  }
}

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if ("abort" in data) running.get(data.abort)?.abort(new DOMException("stopped", "AbortError"));
  else void run(data.id, data.name, data.args as Jobs[JobName]["args"]);
};
