import { version } from "../../package.json";
import { BLEU_TOKENIZERS } from "../evaluate/bleuTokenizers";
import { endTokens } from "../evaluate/endTokens";
import { tokensAtOnce } from "../evaluate/scoreContext";
import type { SkippedRow, TaskResult } from "../evaluate/taskResult";
import { measureTask, type TaskConfig, taskLabel, taskSettings } from "../evaluate/tasks/measureTask";
import { readTaskFiles } from "../evaluate/tasks/readTaskFiles";
import { recogniseTasks, type TaskSet } from "../evaluate/tasks/recogniseTasks";
import { type TaskChange, taskChange } from "../evaluate/tasks/taskChange";
import { askedTask } from "../export/askedTask";
import { buildEvaluationManifest } from "../export/evaluationManifest";
import { type AskedTask, lmEvalFiles } from "../export/lmEvalResults";
import { saveFiles } from "../export/saveFiles";
import type { JsonObject } from "../formats/json";
import { type CommandContext, defineCommand } from "./command";
import type { Options, Values } from "./commandLine";
import { UsageError } from "./exitCodes";
import { folderFiles } from "./folderFiles";
import { toLanguage } from "./language";
import { runHeader } from "./openEngine";
import { openModel } from "./openModel";
import { type CliSubject, type CliSubjects, loadSubjects, SUBJECT_OPTIONS } from "./openSubject";
import { outFolder } from "./outFolder";
import { savedParts } from "./parts";

/** The most rows of a call on any device: memory is judged by it. */
const MOST_TOKENS_AT_ONCE = tokensAtOnce({ isSoftware: false });

const OPTIONS = {
  ...SUBJECT_OPTIONS,
  task: {
    kind: "list",
    value: "PATHS",
    required: true,
    help: "files of tasks and folders of them, separated by commas: JSONL, JSON, CSV, TSV, and text to translate",
  },
  out: { kind: "text", value: "DIR", required: true, help: "folder for the results; what was asked is saved there" },
  how: {
    kind: "text",
    choices: ["likelihood", "generate"],
    help: "questions by the choices' likelihood (the default), or by generating and reading the letter; not comparable",
  },
  fewShot: {
    kind: "integer",
    min: 0,
    help: "solved examples before each question, drawn with the seed; 0 unless given",
  },
  seed: { kind: "integer", help: "of the examples and of the bootstrap; 1 unless given" },
  limit: { kind: "integer", min: 1, help: "the first so many questions of each task; all unless given" },
  source: { kind: "text", value: "CODE", help: "language to translate from; English where there is some" },
  target: { kind: "text", value: "CODE", help: "language to translate to; the first other one" },
  bleu: {
    kind: "text",
    choices: BLEU_TOKENIZERS,
    help: "words of a translation's BLEU: 13a (the default), intl (punctuation of all scripts), char (no blanks)",
  },
  startOver: { kind: "flag", help: "forget what was asked before in --out" },
  quiet: { kind: "flag", help: "no progress" },
} as const satisfies Options;

type EvalValues = Values<typeof OPTIONS>;

export const evalCommand = defineCommand({
  name: "eval",
  summary: "Asks tasks from files of the base and of what runs made of it.",
  options: OPTIONS,
  details:
    "Layouts are recognised by their fields: BELEBELE, MMLU, Global-MMLU, SIB-200, ARC, HellaSwag, PIQA, WinoGrande, FLORES, and rows of question (or prompt), choices, answer. Writes results_*.json and samples_*.jsonl as lm-evaluation-harness does, a folder a model. Rows that cannot be read are reported and left out.",
  resume: "what was asked is saved: the same command goes on from there (--start-over begins anew)",
  run,
});

/** A task as one model answered it. */
interface Answered {
  readonly task: TaskSet;
  readonly result: TaskResult;
  readonly change: TaskChange | null;
}

const placeOf = ({ file, row }: SkippedRow): string => [file, ...(row > 0 ? [`row ${row}`] : [])].join(", ");

async function readTasks({ task }: EvalValues, { signal, progress }: CommandContext): Promise<readonly TaskSet[]> {
  const files = (await Promise.all(task.map((path) => folderFiles(path, "--task")))).flat();
  const { sets, issues } = recogniseTasks(await readTaskFiles(files, signal));
  for (const issue of issues) progress.say(`${placeOf(issue)}: ${issue.reason}`);
  if (sets.length === 0) throw new UsageError("--task: no task was recognised in these files");
  return sets;
}

async function answer(
  opened: CliSubjects,
  subject: CliSubject,
  tasks: readonly TaskSet[],
  { options, config, base }: { options: EvalValues; config: TaskConfig; base: readonly Answered[] },
  { signal, progress }: CommandContext,
): Promise<{ answered: Answered[]; asked: AskedTask[]; forget: () => Promise<void> }> {
  const { model, gpu, decoder } = opened;
  const { tokenizer, info } = model;
  const json = await model.smallFiles.find(({ path }) => path === "config.json")!.blob.text();
  const answered: Answered[] = [];
  const asked: AskedTask[] = [];
  const saved: (() => Promise<void>)[] = [];
  for (const [i, task] of tasks.entries()) {
    const settings = taskSettings(task, config);
    const parts = await savedParts(
      options.out,
      { kind: "task", settings, weights: subject.weights },
      options.startOver,
    );
    saved.push(parts.forget);
    const label = taskLabel(task, config);
    const result = await opened.withTuning(subject, (tuning) =>
      measureTask(task, config, {
        ...{ decoder, tuning, tokenizer, context: info.context, eosTokenIds: endTokens(json, tokenizer) },
        ...{ signal, parts, tokensAtOnce: tokensAtOnce(gpu) },
        onProgress: (done, total) => progress.tell(`${subject.name}, ${label}: ${done} of ${total}`),
      }),
    );
    for (const row of result.skipped) {
      if (base.length === 0) progress.say(`${placeOf(row)}: ${row.reason}`);
    }
    const run = subject.manifest && { name: subject.name, manifest: subject.manifest };
    const manifest = buildEvaluationManifest({ ...runHeader(model, gpu), kind: "task", settings, run });
    asked.push(askedTask(result, manifest));
    const before = base[i]?.result;
    answered.push({ task, result, change: before ? taskChange(before, result) : null });
  }
  const forget = async (): Promise<void> => {
    for (const one of saved) await one();
  };
  return { answered, asked, forget };
}

/** What standard output says of a task. */
function figures({ task, result, change }: Answered): JsonObject {
  const metrics = result.metrics.map(({ name, how, value, interval, signature }) => {
    const changed = change?.metrics.find((one) => one.name === name);
    return {
      ...{ name, how, value, interval: [interval.low, interval.high], signature },
      ...(changed ? { change: changed.difference } : {}),
      ...(changed?.interval ? { change_interval: [changed.interval.low, changed.interval.high] } : {}),
    };
  });
  const { language, preset, fewShot, examples, skipped, cut } = result;
  return {
    ...{ task: task.set.id, language, preset, few_shot: fewShot, examples: examples.length },
    ...{ rows_left_out: skipped.length, prompts_cut: cut, metrics },
  };
}

async function run(options: EvalValues, context: CommandContext): Promise<JsonObject> {
  const tasks = await readTasks(options, context);
  const { how = "likelihood", fewShot = 0, seed = 1, limit, source, target, bleu } = options;
  const config: TaskConfig = {
    ...{ how: how as TaskConfig["how"], fewShot, seed, limit },
    source: source === undefined ? undefined : toLanguage(source),
    target: target === undefined ? undefined : toLanguage(target),
    bleuTokenizer: bleu as TaskConfig["bleuTokenizer"],
  };
  const model = await openModel(options, context);
  const opened = await loadSubjects(model, options, MOST_TOKENS_AT_ONCE, context);
  const sink = outFolder(options.out);
  const models: JsonObject[] = [];
  const written: string[] = [];
  let base: readonly Answered[] = [];
  for (const subject of opened.subjects) {
    const { answered, asked, forget } = await answer(opened, subject, tasks, { options, config, base }, context);
    if (base.length === 0) base = answered;
    const { adapterInfo } = opened.gpu;
    const files = await lmEvalFiles(asked, {
      name: subject.delta === null ? model.info.name : `${model.info.name}, ${subject.name}`,
      args: { name: model.info.name, ...subject.weights },
      ...{ date: new Date(), appVersion: version, device: [adapterInfo.vendor, adapterInfo.architecture].join(" ") },
    });
    await saveFiles(files, sink, { signal: context.signal });
    await forget();
    written.push(...files.map(({ path }) => path));
    models.push({ name: subject.name, weights: subject.weights, tasks: answered.map(figures) });
  }
  opened.destroy();
  return { command: "eval", how, few_shot: fewShot, seed, models, files: written };
}
