import type { TaskChange } from "../evaluate/tasks/taskChange";
import type { KeptEvaluation } from "../worker/evaluation";
import type { Jobs } from "../worker/protocol";
import type { TaskReading, TaskRequest, TaskSetSummary } from "../worker/taskProtocol";
import { client } from "./connection";
import { placeEvaluation } from "./evaluations";
import { enqueue, notify, type SetProgress } from "./jobs";
import { sampleTasks } from "./sample";
import { store } from "./store";
import { readTextSources, type TextSource } from "./textSource";

/** Files of tasks: the sample's, or files and addresses. */
export type TaskSource = "sample" | TextSource | readonly TextSource[];

/** What `evaluateTask` takes. What is left out has a default. */
export interface TaskOptions extends Omit<TaskRequest, "set"> {
  /** Files of tasks; those at hand when left out. */
  readonly files?: TaskSource;
  /** Id of a set ("belebele/mlt_Latn") or of a task ("belebele", in all its languages); all that were recognised when left out. */
  readonly task?: string;
}

async function readFiles(source: TaskSource, signal: AbortSignal): Promise<TaskReading> {
  const files = source === "sample" ? await sampleTasks(signal) : await readTextSources(source, signal);
  const tasks = await client.call("setTaskFiles", { files }, { signal });
  store.setState({ tasks });
  return tasks;
}

/** Reads files, recognises the tasks in them, and takes them in the place of those that were there. */
export const setTaskFiles = (source: TaskSource): Promise<TaskReading> =>
  enqueue("corpus", "Read the task files", (signal) => readFiles(source, signal));

export function clearTaskFiles(): Promise<void> {
  return enqueue("corpus", "Clear the task files", async () => {
    await client.call("clearTaskFiles", {});
    store.setState({ tasks: null });
  });
}

function chosen({ sets, issues }: TaskReading, task: string | undefined): readonly TaskSetSummary[] {
  const found = sets.filter(({ id }) => task === undefined || id === task || id.startsWith(`${task}/`));
  if (found.length > 0) return found;
  const why = issues.map(({ file, reason }) => `${file}: ${reason}`).join("; ");
  const there = sets.map(({ id }) => id).join(", ");
  throw new RangeError(
    task === undefined ? `no task was recognised. ${why}` : `there is no task "${task}": there are ${there || "none"}`,
  );
}

async function evaluateSet(request: TaskRequest, signal: AbortSignal, setProgress: SetProgress) {
  const onProgress = (value: Jobs["evaluateTask"]["progress"]) => setProgress({ kind: "evaluation", value });
  const kept = await client.call("evaluateTask", request, { signal, onProgress });
  placeEvaluation(kept.summary);
  return kept;
}

/**
 * Asks the tasks in files of the open model, or of it with what a run changed: a result a task and language. What was measured before is
 * found again; what was stopped goes on. Tasks of which nothing can be asked are told and left out; settings that one of them cannot be
 * asked with are refused before the first.
 */
export function evaluateTask({ files, task, ...request }: TaskOptions = {}): Promise<KeptEvaluation<"task">[]> {
  return enqueue("evaluate", "Evaluate tasks", async (signal, setProgress) => {
    const reading = files === undefined ? store.getState().tasks : await readFiles(files, signal);
    if (!reading) throw new Error("there are no task files: give some, or the sample's");
    const results: KeptEvaluation<"task">[] = [];
    const ids = chosen(reading, task).map(({ id }) => id);
    const { sets, leftOut } = await client.call("checkTasks", { ...request, sets: ids }, { signal });
    for (const reason of leftOut) notify("info", `Left out of the tasks: ${reason}`);
    for (const set of sets) results.push(await evaluateSet({ ...request, set }, signal, setProgress));
    return results;
  });
}

/** What changed from one result to another of the same questions, by their ids. */
export const taskChange = (request: { base: string; tuned: string }): Promise<TaskChange> =>
  client.call("taskChange", request);

/** Results by their ids as files of lm-evaluation-harness (`results_*.json`, `samples_*.jsonl`), a folder a model, in an archive. */
export const exportTasks = (ids: readonly string[]): Promise<Blob> => client.call("exportTasks", { ids });
