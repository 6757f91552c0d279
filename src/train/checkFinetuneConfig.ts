import type { FinetuneConfig } from "./finetuneConfig";
import { TRAINABLES } from "./trainables";
import type { FinetuneInput } from "./trainingRun";

/** A setting that a run cannot have. */
export interface ConfigProblem {
  /** As it is written: `lora.rank`. */
  readonly field: string;
  readonly value: unknown;
  /** What it may be: "an integer from 1". */
  readonly allowed: string;
}

/** What a setting may be, and whether a value is. */
type Rule = readonly [allowed: string, isAllowed: (value: unknown) => boolean];

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

const integerFrom = (least: number): Rule => [
  `an integer from ${least}`,
  (value) => Number.isSafeInteger(value) && (value as number) >= least,
];
const above0: Rule = ["a number above 0", (value) => isNumber(value) && value > 0];
const from0: Rule = ["a number from 0", (value) => isNumber(value) && value >= 0];
const below1: Rule = ["a number from 0 to below 1", (value) => isNumber(value) && value >= 0 && value < 1];
const seed: Rule = ["a safe integer", Number.isSafeInteger];
const flag: Rule = ["true or false", (value) => typeof value === "boolean"];
const orNull = ([allowed, isAllowed]: Rule): Rule => [
  `${allowed}, or null`,
  (value) => value === null || isAllowed(value),
];
const oneOf = (values: readonly string[]): Rule => [values.join(", "), (value) => values.includes(value as string)];

/** Fields of an object, all of them required and no others known. */
type Fields<T> = { readonly [K in keyof T]-?: Rule | Fields<T[K]> };

const FIELDS: Fields<FinetuneConfig> = {
  method: oneOf(Object.keys(TRAINABLES)),
  seqLen: integerFrom(2),
  batchSize: integerFrom(1),
  accumulate: integerFrom(1),
  steps: integerFrom(1),
  learningRate: above0,
  schedule: { kind: oneOf(["constant", "linear", "cosine"]), warmupSteps: integerFrom(0) },
  weightDecay: from0,
  beta1: below1,
  beta2: below1,
  eps: above0,
  clip: orNull(above0),
  seed,
  shuffle: flag,
  validateEvery: orNull(integerFrom(1)),
  patience: orNull(integerFrom(1)),
  lora: { rank: integerFrom(1), alpha: above0, dropout: below1 },
  lossOnPadding: flag,
  resetOptimizerOnBest: flag,
  cachePrefix: flag,
};

const isRule = (entry: unknown): entry is Rule => Array.isArray(entry);

function* problemsOf(
  value: unknown,
  fields: Readonly<Record<string, unknown>>,
  path: string,
): Generator<ConfigProblem> {
  if (typeof value !== "object" || value === null) {
    yield {
      field: path.replace(/\.$/, "") || "config",
      value,
      allowed: `an object of ${Object.keys(fields).join(", ")}`,
    };
    return;
  }
  for (const name of Object.keys(value)) {
    if (Object.hasOwn(fields, name)) continue;
    yield {
      field: path + name,
      value: value[name as keyof typeof value],
      allowed: `no such setting; there are ${Object.keys(fields).join(", ")}`,
    };
  }
  for (const [name, entry] of Object.entries(fields)) {
    const field = value[name as keyof typeof value] as unknown;
    if (!isRule(entry)) yield* problemsOf(field, entry as Readonly<Record<string, unknown>>, `${path}${name}.`);
    else if (!entry[1](field)) yield { field: path + name, value: field, allowed: entry[0] };
  }
}

/** Settings that do not go together, each of them allowed by itself. */
function* conflictsOf(config: FinetuneConfig): Generator<ConfigProblem> {
  const { schedule, steps, patience, validateEvery } = config;
  if (schedule.warmupSteps > 0 && schedule.warmupSteps >= steps) {
    yield { field: "schedule.warmupSteps", value: schedule.warmupSteps, allowed: `fewer than the ${steps} steps` };
  }
  if (patience !== null && validateEvery === null) {
    yield {
      field: "patience",
      value: patience,
      allowed: "null, as nothing is validated during the run (validateEvery is null)",
    };
  }
}

/** All that is wrong with the settings; whatever is handed in, an object from a script also. */
export function finetuneConfigProblems(config: unknown): ConfigProblem[] {
  const problems = [...problemsOf(config, FIELDS, "")];
  return problems.length > 0 ? problems : [...conflictsOf(config as FinetuneConfig)];
}

/** Throws a RangeError that names every wrong setting, its value and what is allowed. */
export function checkFinetuneConfig(config: unknown): asserts config is FinetuneConfig {
  const problems = finetuneConfigProblems(config);
  if (problems.length === 0) return;
  const lines = problems.map(
    ({ field, value, allowed }) => `${field} is ${JSON.stringify(value)}; allowed: ${allowed}`,
  );
  throw new RangeError(`the settings of the run are wrong:\n${lines.join("\n")}`);
}

/** Throws a RangeError where windows are not of the config's length, or a language is validated twice. */
export function checkWindows({ train, validation }: FinetuneInput, { seqLen }: FinetuneConfig): void {
  for (const { language, seqLen: length } of [train, ...validation]) {
    if (length !== seqLen)
      throw new RangeError(`the windows of ${language} have ${length} tokens, seqLen is ${seqLen}`);
  }
  const languages = validation.map(({ language }) => language);
  const twice = languages.find((language, k) => languages.indexOf(language) < k);
  if (twice) throw new RangeError(`${twice} is validated twice`);
}
