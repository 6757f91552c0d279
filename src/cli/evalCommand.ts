import { version } from "../../package.json";
import { BLEU_TOKENIZERS } from "../evaluate/bleuTokenizers";
import { tokensAtOnce } from "../evaluate/scoreContext";
import { checkTasks } from "../evaluate/tasks/checkTasks";
import type { TaskConfig } from "../evaluate/tasks/measureTask";
import { readTaskFiles } from "../evaluate/tasks/readTaskFiles";
import { recogniseTasks, type TaskSet } from "../evaluate/tasks/recogniseTasks";
import { lmEvalFiles } from "../export/lmEvalResults";
import { saveFiles } from "../export/saveFiles";
import type { JsonObject } from "../formats/json";
import { type Answered, type AnsweredBy, type Asking, askTasks, placeOf } from "./askTasks";
import { type CommandContext, defineCommand } from "./command";
import type { Options, Values } from "./commandLine";
import { asUsage, UsageError } from "./exitCodes";
import { folderFiles } from "./folderFiles";
import { toLanguage } from "./language";
import { openModel } from "./openModel";
import { type CliSubjects, loadSubjects, SUBJECT_OPTIONS } from "./openSubject";
import { outFolder } from "./outFolder";

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
    "Layouts are recognised by their fields: BELEBELE, MMLU, Global-MMLU, SIB-200, ARC, HellaSwag, PIQA, WinoGrande, FLORES, and rows of question (or prompt), choices, answer. Writes results_*.json and samples_*.jsonl as lm-evaluation-harness does, a folder a model, once all models have answered. Rows that cannot be read are reported and left out, as are tasks without any other.",
  resume: "what was asked is saved: the same command goes on from there (--start-over begins anew)",
  run,
});

async function readTasks({ task }: EvalValues, { signal, progress }: CommandContext): Promise<readonly TaskSet[]> {
  const files = (await Promise.all(task.map((path) => folderFiles(path, "--task")))).flat();
  const { sets, issues } = recogniseTasks(await readTaskFiles(files, signal));
  for (const issue of issues) progress.say(`${placeOf(issue)}: ${issue.reason}`);
  if (sets.length === 0) throw new UsageError("--task: no task was recognised in these files");
  return sets;
}

/** Writes what the models answered, a folder each; gives the files' paths. */
async function saveAnswers(
  { model, gpu }: CliSubjects,
  all: readonly AnsweredBy[],
  { out }: EvalValues,
  { signal }: CommandContext,
): Promise<string[]> {
  const { name } = model.info;
  const written: string[] = [];
  const date = new Date();
  for (const { subject, asked } of all) {
    const files = await lmEvalFiles(asked, {
      name: subject.delta === null ? name : `${name}, ${subject.name}`,
      args: { name, ...subject.weights },
      ...{ date, appVersion: version, device: [gpu.adapterInfo.vendor, gpu.adapterInfo.architecture].join(" ") },
    });
    await saveFiles(files, outFolder(out), { signal });
    written.push(...files.map(({ path }) => path));
  }
  return written;
}

/** What standard output says of a task. */
function figures({ task, how, result, change }: Answered): JsonObject {
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
    ...{ task: task.set.id, how, language, preset, few_shot: fewShot, examples: examples.length },
    ...{ rows_left_out: skipped.length, prompts_cut: cut, metrics },
  };
}

async function run(options: EvalValues, context: CommandContext): Promise<JsonObject> {
  const read = await readTasks(options, context);
  const { how = "likelihood", fewShot = 0, seed = 1, limit, source, target, bleu } = options;
  const config: TaskConfig = {
    ...{ how: how as TaskConfig["how"], fewShot, seed, limit },
    source: source === undefined ? undefined : toLanguage(source),
    target: target === undefined ? undefined : toLanguage(target),
    bleuTokenizer: bleu as TaskConfig["bleuTokenizer"],
  };
  const model = await openModel(options, context);
  const askedOf = { tokenizer: model.tokenizer, context: model.info.context };
  const { tasks, leftOut } = asUsage(() => checkTasks(read, config, askedOf));
  for (const reason of leftOut) context.progress.say(`left out: ${reason}`);
  const opened = await loadSubjects(model, options, tokensAtOnce, context);
  const asking: Asking = { tasks, config, out: options.out, startOver: options.startOver, saved: [] };
  const all: AnsweredBy[] = [];
  for (const subject of opened.subjects) all.push(await askTasks(opened, subject, asking, all[0], context));
  const files = await saveAnswers(opened, all, options, context);
  // All of it is needed until the last model has answered: the same command goes on from there.
  for (const parts of asking.saved) await parts.forget();
  opened.destroy();
  const models = all.map(({ subject, answered }) => {
    return { name: subject.name, weights: subject.weights, tasks: answered.map(figures) };
  });
  return { command: "eval", few_shot: fewShot, seed, models, left_out: [...leftOut], files };
}
