import { endTokens } from "../evaluate/endTokens";
import { tokensAtOnce } from "../evaluate/scoreContext";
import type { SkippedRow, TaskResult } from "../evaluate/taskResult";
import { measureTask, type TaskConfig, taskLabel, taskSettings } from "../evaluate/tasks/measureTask";
import type { TaskSet } from "../evaluate/tasks/recogniseTasks";
import { type TaskChange, taskChange } from "../evaluate/tasks/taskChange";
import { askedTask } from "../export/askedTask";
import { buildEvaluationManifest } from "../export/evaluationManifest";
import type { AskedTask } from "../export/lmEvalResults";
import type { CommandContext } from "./command";
import { runHeader } from "./openEngine";
import type { CliSubject, CliSubjects } from "./openSubject";
import { type SavedParts, savedParts } from "./parts";

/** A task as one model answered it. */
export interface Answered {
  readonly task: TaskSet;
  /** "likelihood" or "generate". */
  readonly how: string;
  readonly result: TaskResult;
  readonly change: TaskChange | null;
}

/** What one model answered, and what files tell of it. */
export interface AnsweredBy {
  readonly subject: CliSubject;
  readonly answered: readonly Answered[];
  readonly asked: readonly AskedTask[];
}

/** Where a row is that was left out. */
export const placeOf = ({ file, row }: SkippedRow): string => [file, ...(row > 0 ? [`row ${row}`] : [])].join(", ");

/** What all models are asked. */
export interface Asking {
  readonly tasks: readonly TaskSet[];
  readonly config: TaskConfig;
  /** Folder in which answers are kept until all models have answered. */
  readonly out: string;
  readonly startOver: boolean;
  /** Gets all that is kept there. */
  readonly saved: SavedParts[];
}

/** Asks the tasks of one model, and tells changes from what the base answered. What was asked before is found again. */
export async function askTasks(
  opened: CliSubjects,
  subject: CliSubject,
  { tasks, config, out, startOver, saved }: Asking,
  base: AnsweredBy | undefined,
  { signal, progress }: CommandContext,
): Promise<AnsweredBy> {
  const { model, gpu, decoder } = opened;
  const { tokenizer, info } = model;
  const json = await model.smallFiles.find(({ path }) => path === "config.json")!.blob.text();
  const answered: Answered[] = [];
  const asked: AskedTask[] = [];
  for (const [i, task] of tasks.entries()) {
    const settings = taskSettings(task, config);
    const parts = await savedParts(out, { kind: "task", settings, weights: subject.weights }, startOver);
    saved.push(parts);
    const label = `${subject.name}, ${taskLabel(task, config)}`;
    if (parts.found > 0) progress.say(`${label}: going on after ${parts.found} parts`);
    const result = await opened.withTuning(subject, (tuning) =>
      measureTask(task, config, {
        ...{ decoder, tuning, tokenizer, context: info.context, eosTokenIds: endTokens(json, tokenizer) },
        ...{ signal, parts, tokensAtOnce: tokensAtOnce(gpu) },
        onProgress: (done, total) => progress.tell(`${label}: ${done} of ${total}`),
      }),
    );
    // A line to keep: hours may lie between two of them.
    progress.say(`${label}: ${result.metrics.map(({ name, value }) => `${name} ${value.toPrecision(3)}`).join(", ")}`);
    for (const row of base ? [] : result.skipped) progress.say(`${placeOf(row)}: ${row.reason}`);
    const run = subject.manifest && { name: subject.name, manifest: subject.manifest };
    const manifest = buildEvaluationManifest({ ...runHeader(model, gpu), kind: "task", settings, run });
    asked.push(askedTask(result, manifest));
    const before = base?.answered[i]?.result;
    answered.push({ task, how: String(settings.how), result, change: before ? taskChange(before, result) : null });
  }
  return { subject, answered, asked };
}
