import { version } from "../../package.json";
import { endTokens } from "../evaluate/endTokens";
import { tokensAtOnce } from "../evaluate/scoreContext";
import { checkTasks as checkSets } from "../evaluate/tasks/checkTasks";
import { measureTask, type TaskConfig, taskLabel, taskSettings } from "../evaluate/tasks/measureTask";
import { readTaskFiles } from "../evaluate/tasks/readTaskFiles";
import { recogniseTasks, type TaskSet } from "../evaluate/tasks/recogniseTasks";
import { taskChange as changeOf } from "../evaluate/tasks/taskChange";
import { askedTask } from "../export/askedTask";
import { lmEvalFiles } from "../export/lmEvalResults";
import { zipStream } from "../export/saveFiles";
import type { OutputFile } from "../formats/outputFile";
import { checkComparedWeights } from "./comparedWeights";
import type { KeptEvaluation } from "./evaluation";
import { evaluate } from "./evaluationJobs";
import { loadEvaluation } from "./evaluationStore";
import type { Handler } from "./handler";
import { NO_MODEL, NO_TASKS } from "./missing";
import { openStore } from "./storage";
import type { TaskSetSummary, TaskSettings } from "./taskProtocol";
import { need, workbench } from "./workbench";

/** Rows left out that are listed. */
const LISTED = 100;

function summaryOf(task: TaskSet): TaskSetSummary {
  if (task.kind === "translation") {
    const { id, languages, files } = task.set;
    return {
      ...{ id, kind: "translation", name: "Translation", language: null, languages, rows: null, shots: null },
      ...{ files: files.map(({ name }) => name), skipped: [], nSkipped: 0 },
    };
  }
  const { id, layout, language, files, rows, shots, skipped } = task.set;
  return {
    ...{ id, kind: "choice", name: layout.name, language, languages: [], files },
    ...{ rows: rows.length, shots: shots.length, skipped: skipped.slice(0, LISTED), nSkipped: skipped.length },
  };
}

/** Reads files, and takes the tasks in them in the place of those that were there. */
export const setTaskFiles: Handler<"setTaskFiles"> = async ({ files }, { signal }) => {
  const { sets, issues } = recogniseTasks(await readTaskFiles(files, signal));
  workbench.tasks = sets;
  return { sets: sets.map(summaryOf), issues };
};

export const clearTaskFiles: Handler<"clearTaskFiles"> = () => {
  workbench.tasks = null;
  return null;
};

function findSet(id: string): TaskSet {
  const tasks = need(workbench.tasks, NO_TASKS);
  const found = tasks.find(({ set }) => set.id === id);
  if (found) return found;
  throw new RangeError(`there is no task "${id}": there are ${tasks.map(({ set }) => set.id).join(", ") || "none"}`);
}

function configOf({
  how = "likelihood",
  fewShot = 0,
  seed = 1,
  limit,
  source,
  target,
  bleuTokenizer,
  resamples,
}: TaskSettings): TaskConfig {
  return { how, fewShot, seed, limit, source, target, bleuTokenizer, resamples };
}

export const checkTasks: Handler<"checkTasks"> = ({ sets, ...settings }) => {
  const { tokenizer, info } = need(workbench.model, NO_MODEL);
  const { tasks, leftOut } = checkSets(sets.map(findSet), configOf(settings), { tokenizer, context: info.context });
  return { sets: tasks.map(({ set }) => set.id), leftOut };
};

/** Asks a task of the open model, or of it with what a run changed. */
export const evaluateTask: Handler<"evaluateTask"> = async (request, { signal, onProgress }) => {
  const model = need(workbench.model, NO_MODEL);
  const task = findSet(request.set);
  const config = configOf(request);
  const settings = taskSettings(task, config);
  const label = taskLabel(task, config);
  const eosTokenIds = endTokens(
    await model.smallFiles.find(({ path }) => path === "config.json")!.blob.text(),
    model.tokenizer,
  );
  return evaluate(
    {
      ...{ kind: "task", subject: request, settings, label },
      measure: ({ session: { engine, gpu }, tuning }, parts) =>
        measureTask(task, config, {
          ...{ decoder: engine.decoder, tuning, tokenizer: model.tokenizer, context: model.info.context, eosTokenIds },
          ...{ signal, parts, tokensAtOnce: tokensAtOnce(gpu) },
          onProgress: (done, total) => onProgress({ step: "measuring", says: label, done, total }),
        }),
    },
    { signal, onProgress },
  );
};

async function findResult(id: string): Promise<KeptEvaluation<"task">> {
  const kept = await loadEvaluation<"task">(await openStore(), id);
  if (kept?.summary.kind === "task") return kept;
  throw new Error(`there is no task result "${id}": it was removed, or this browser never kept it`);
}

/** What changed from one result to another of the same questions. */
export const taskChange: Handler<"taskChange"> = async ({ base, tuned }) => {
  const [from, to] = [await findResult(base), await findResult(tuned)];
  checkComparedWeights(from.summary, to.summary);
  return changeOf(from.result, to.result);
};

/** The files of all results of one model. */
function filesOf(kept: readonly KeptEvaluation<"task">[]): Promise<OutputFile[]> {
  const { summary, manifest } = kept[0]!;
  const { model, run } = summary;
  const { browser = null } = manifest;
  const newest = kept
    .map((one) => one.summary.date)
    .sort()
    .at(-1)!;
  return lmEvalFiles(
    kept.map(({ result, manifest: own }) => askedTask(result, own)),
    {
      name: run ? `${model.name}, ${run.name}` : model.name,
      args: { ...model, run: run === null ? null : run.name },
      ...{ date: new Date(newest), appVersion: version, device: browser === null ? null : String(browser) },
    },
  );
}

/** Results as files of lm-evaluation-harness. */
export const exportTasks: Handler<"exportTasks"> = async ({ ids }, { signal }) => {
  const models = new Map<string, KeptEvaluation<"task">[]>();
  for (const id of new Set(ids)) {
    const kept = await findResult(id);
    const key = JSON.stringify([kept.summary.model, kept.summary.run?.id]);
    models.set(key, [...(models.get(key) ?? []), kept]);
  }
  const files = await Promise.all([...models.values()].map(filesOf));
  return new Response(zipStream(files.flat(), { signal })).blob();
};
