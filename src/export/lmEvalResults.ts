import { BOOTSTRAP_DEFAULTS } from "../evaluate/bootstrap";
import type { TaskMetric, TaskResult } from "../evaluate/taskResult";
import { checkJson, type JsonObject, type JsonValue } from "../formats/json";
import { fileOfParts, type OutputFile } from "../formats/outputFile";
import { FILTERS, type LmEvalSamples, lmEvalSamples, type OutputKind, outputKindOf } from "./lmEvalSamples";
import type { Manifest } from "./manifest";

/** A task as it was asked. */
export interface AskedTask {
  readonly result: TaskResult;
  /** The first so many examples; null where all were asked. */
  readonly limit: number | null;
  /** Times that the bootstrap drew; the default when left out. */
  readonly resamples?: number | undefined;
  /** How text was generated, in the harness's words (`until`, `max_gen_toks`); nothing where none was. */
  readonly generation?: JsonObject | undefined;
  readonly manifest: Manifest;
}

/** Whose results these are. */
export interface LmEvalModel {
  /** Also the name of the folder: "babel-7m", "babel-7m, run Welsh". */
  readonly name: string;
  /** Model file, hash, dtype, run: what the harness calls `model_args`. */
  readonly args: JsonObject;
  readonly date: Date;
  readonly appVersion: string;
  /** What it ran on. */
  readonly device: string | null;
}

/** The name of a task in the harness's way: with its language, and the other way of asking told apart from likelihoods. */
function lmEvalTaskName(result: TaskResult): string {
  const { task, language } = result;
  const named = language === null || task.includes(language) ? task : `${task}_${language}`;
  const name = outputKindOf(result) === "letter" ? `${named}_generative` : named;
  return name.replaceAll(/[^\p{L}\p{M}\p{N}_.+-]/gu, "_");
}

/** Standard errors between the bounds of an interval of the usual confidence, were it of a normal distribution. */
const ERRORS_IN_95_PERCENT = 2 * 1.959963985;

/**
 * The standard error of a mean over examples, sqrt(sum((x - mean)^2) / (n - 1) / n), which of zeros and ones is sqrt(p (1 - p) / (n - 1));
 * of a corpus score that which its bootstrap interval has the width of. "N/A" of one example, as the harness writes it.
 */
export function standardError({ name, value, interval }: TaskMetric, { examples }: TaskResult): number | "N/A" {
  const n = examples.length;
  if (n < 2) return "N/A";
  const scores = examples.flatMap((example) => example.scores[name] ?? []);
  if (scores.length < n) return (interval.high - interval.low) / ERRORS_IN_95_PERCENT;
  return Math.sqrt(scores.reduce((sum, score) => sum + (score - value) ** 2, 0) / (n - 1) / n);
}

const OUTPUT_TYPES: Readonly<Record<OutputKind, string>> = {
  choices: "multiple_choice",
  letter: "generate_until",
  text: "generate_until",
};

function resultOf(result: TaskResult, name: string): JsonObject {
  const filter = FILTERS[outputKindOf(result)];
  const numbers = result.metrics.flatMap((metric): [string, JsonValue][] => [
    [`${metric.name},${filter}`, metric.value],
    [`${metric.name}_stderr,${filter}`, standardError(metric, result)],
  ]);
  return { name, alias: name, sample_len: result.examples.length, ...Object.fromEntries(numbers) };
}

function configOf({ result, generation, manifest }: AskedTask, name: string): JsonObject {
  const kind = outputKindOf(result);
  const isMean = (metric: TaskMetric) => result.examples[0]?.scores[metric.name] !== undefined;
  return {
    task: name,
    description: "",
    target_delimiter: " ",
    fewshot_delimiter: "\n\n",
    num_fewshot: result.fewShot,
    metric_list: result.metrics.map((metric) => ({
      metric: metric.name,
      aggregation: isMean(metric) ? "mean" : metric.name,
      higher_is_better: true,
    })),
    output_type: OUTPUT_TYPES[kind],
    ...(generation ? { generation_kwargs: generation } : {}),
    repeats: 1,
    should_decontaminate: false,
    metadata: {
      version: 1,
      preset: result.preset,
      metrics: result.metrics.map(({ name: metric, how, interval, signature }) => ({
        ...{ metric, how, low: interval.low, high: interval.high, signature },
      })),
      prompts_cut: result.cut,
      rows_left_out: result.skipped.map((row) => ({ ...row })),
      manifest,
    },
  };
}

/** The same value, or null where the tasks differ. */
function common<T>(values: readonly T[]): T | null {
  return values.every((value) => value === values[0]) ? (values[0] ?? null) : null;
}

/** Characters that file names may not have, as the harness replaces them. */
const sanitized = (name: string): string => name.replaceAll(/["<>:/|\\?*[\]]+/g, "__");

/** Results by a name of their own; a second of the same name is numbered. */
function named(tasks: readonly AskedTask[]): [name: string, task: AskedTask][] {
  const seen = new Map<string, number>();
  return tasks.map((task) => {
    const name = lmEvalTaskName(task.result);
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return [count === 1 ? name : `${name}_${count}`, task];
  });
}

/**
 * Results of one model as files of lm-evaluation-harness 0.4: `{model}/results_{date}.json` and, beside it, `samples_{task}_{date}.jsonl`
 * with every example. What the harness has no field for (intervals, signatures, whose prompts, rows left out, manifest) is in each task's
 * `metadata`.
 * @throws RangeError without results
 */
export async function lmEvalFiles(tasks: readonly AskedTask[], model: LmEvalModel): Promise<OutputFile[]> {
  if (tasks.length === 0) throw new RangeError("there are no task results to write: evaluate a task first");
  const entries = named(tasks);
  const samples = await Promise.all(
    entries.map(
      async ([name, { result, generation = {} }]): Promise<[string, LmEvalSamples]> => [
        name,
        await lmEvalSamples(result, generation),
      ],
    ),
  );
  const by = (value: (task: AskedTask, name: string) => JsonValue): JsonObject =>
    Object.fromEntries(entries.map(([name, task]) => [name, value(task, name)]));
  const seed = common(tasks.map(({ result }) => result.seed));
  const count = (n: number) => ({ original: n, effective: n });
  const results = {
    results: by(({ result }, name) => resultOf(result, name)),
    group_subtasks: {},
    configs: by(configOf),
    versions: by(() => 1),
    "n-shot": by(({ result }) => result.fewShot),
    higher_is_better: by(({ result }) => Object.fromEntries(result.metrics.map(({ name }) => [name, true]))),
    "n-samples": by(({ result }) => count(result.examples.length)),
    config: {
      ...{ model: "babelscope", model_args: model.args, batch_size: 1, batch_sizes: [], device: model.device },
      ...{ use_cache: null, limit: common(tasks.map(({ limit }) => limit)) },
      bootstrap_iters: common(tasks.map(({ resamples }) => resamples ?? BOOTSTRAP_DEFAULTS.resamples)),
      gen_kwargs: {},
      ...{ random_seed: seed, numpy_seed: null, torch_seed: null, fewshot_seed: seed },
    },
    git_hash: `babelscope-${model.appVersion}`,
    date: model.date.getTime() / 1000,
    pretty_env_info: model.device ?? "",
    ...{ transformers_version: "N/A", lm_eval_version: "N/A", upper_git_hash: null },
    task_hashes: Object.fromEntries(samples.map(([name, { taskHash }]) => [name, taskHash])),
    ...{ model_source: "babelscope", model_name: model.name, model_name_sanitized: sanitized(model.name) },
    ...{ system_instruction: null, system_instruction_sha: null, fewshot_as_multiturn: null },
    ...{ chat_template: null, chat_template_sha: null, total_evaluation_time_seconds: "N/A" },
  };
  checkJson(results, "results");
  const dateId = model.date.toISOString().slice(0, -1).replaceAll(":", "-");
  const folder = sanitized(model.name);
  return [
    fileOfParts(`${folder}/results_${dateId}.json`, [`${JSON.stringify(results, null, 2)}\n`]),
    ...samples.map(([name, { lines }]) =>
      fileOfParts(
        `${folder}/samples_${name}_${dateId}.jsonl`,
        lines.map((line) => `${JSON.stringify(line)}\n`),
      ),
    ),
  ];
}
