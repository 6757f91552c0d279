import { BOOTSTRAP_DEFAULTS, bootstrapInterval } from "../bootstrap";
import { drawShots } from "../fewShot";
import { NothingToAsk } from "../nothingToAsk";
import type { PartStore } from "../partStore";
import type { SkippedRow, TaskExample, TaskMetric, TaskResult } from "../taskResult";
import type { ChoiceRow, ChoiceSet } from "./taskSets";

export interface ChoiceConfig {
  /** Solved examples before each question. */
  readonly fewShot: number;
  /** Of the examples shown, and of the bootstrap. */
  readonly seed: number;
  /** The first so many questions; all when left out. */
  readonly limit?: number | undefined;
  readonly resamples?: number | undefined;
}

/** What both ways of asking work with. */
export interface ChoiceContext {
  readonly signal: AbortSignal;
  /** Questions. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly parts?: PartStore | undefined;
}

/** Questions of one part that is saved. */
export const ROWS_A_PART = 16;

/** Says that there is nothing to ask, and why the first row was left out. */
export function nothingAsked(skipped: readonly SkippedRow[]): NothingToAsk {
  const [first] = skipped;
  const why = first ? `, the first (row ${first.row} of ${first.file}) because: ${first.reason}` : "";
  return new NothingToAsk(`no row can be asked: ${skipped.length} were left out${why}`);
}

/**
 * Solved examples for a row, of the same subject where the task has subjects. Never the row itself, nor another of the same question: it
 * would tell the answer.
 */
export function shotsFor(set: ChoiceSet, row: ChoiceRow, { fewShot, seed }: ChoiceConfig): ChoiceRow[] {
  const pool = set.shots.filter(({ document }) => document.description === row.document.description);
  const isOwn = (shot: ChoiceRow) => shot.id === row.id || shot.document.prompt === row.document.prompt;
  return drawShots(pool, fewShot, seed, row.id, isOwn);
}

/** Throws for the first row that has too few solved examples: known before anything is asked. */
function checkShots(set: ChoiceSet, rows: readonly ChoiceRow[], config: ChoiceConfig): void {
  const counts = new Map<string, number>();
  const countOf = (key: string): number => counts.get(key) ?? 0;
  const keysOf = ({ document: { description, prompt } }: ChoiceRow) =>
    [description, JSON.stringify([description, prompt])] as const;
  for (const key of set.shots.flatMap(keysOf)) counts.set(key, countOf(key) + 1);
  const short = rows.find((row) => {
    const [all, equal] = keysOf(row);
    return countOf(all) - countOf(equal) < config.fewShot;
  });
  if (short) shotsFor(set, short, config);
}

/** The rows that are asked. Throws a RangeError for settings that cannot be, a NothingToAsk where no row can be asked. */
export function askedRows(set: ChoiceSet, config: ChoiceConfig): readonly ChoiceRow[] {
  const { limit } = config;
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit > 0)) {
    throw new RangeError(`limit is ${limit}: it takes a whole number from 1`);
  }
  const rows = set.rows.slice(0, limit);
  if (rows.length === 0) throw nothingAsked(set.skipped);
  checkShots(set, rows, config);
  return rows;
}

/** The mean of a score over examples. */
function metricOf(name: string, how: string, examples: readonly TaskExample[], config: ChoiceConfig): TaskMetric {
  const scores = examples.map((example) => example.scores[name]!);
  const mean = (drawn: ArrayLike<number>, at: (i: number) => number) => {
    let sum = 0;
    for (let i = 0; i < drawn.length; i++) sum += at(i);
    return sum / drawn.length;
  };
  return {
    ...{ name, how, signature: null },
    value: mean(scores, (i) => scores[i]!),
    interval: bootstrapInterval(scores.length, (drawn) => mean(drawn, (i) => scores[drawn[i]!]!), {
      seed: config.seed,
      resamples: config.resamples,
      label: "task",
    }),
  };
}

/** The result of answered questions; `metrics` names each and how it was made. */
export function choiceResult(
  set: ChoiceSet,
  config: ChoiceConfig,
  made: { preset: string; metrics: Readonly<Record<string, string>>; examples: readonly TaskExample[]; cut: number },
): TaskResult {
  const { task, language, skipped } = set;
  const { fewShot, seed, resamples = BOOTSTRAP_DEFAULTS.resamples } = config;
  return {
    ...{ task, language, preset: made.preset, fewShot, seed, resamples },
    metrics: Object.entries(made.metrics).map(([name, how]) => metricOf(name, how, made.examples, config)),
    ...{ examples: made.examples, skipped, cut: made.cut },
  };
}
