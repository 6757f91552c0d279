import { rateMeter } from "../lape/scanProgress";
import type { LossProgress } from "./evaluateLoss";
import type { FinetuneConfig } from "./finetuneConfig";
import type { RunHistory } from "./runHistory";
import type { StepRecord, ValidationRecord } from "./trainLog";

export interface FinetuneProgress {
  /** Updates whose loss is known, of how many. */
  readonly step: number;
  readonly steps: number;
  /** The latest; null before the first. */
  readonly record: StepRecord | null;
  readonly validation: ValidationRecord | null;
  /** How far the validation that is under way is; null while training. */
  readonly validating: LossProgress | null;
  /** Of training alone, over the last seconds; null until enough was timed. */
  readonly tokensPerSecond: number | null;
  /** With the validations to come; null until enough was timed. */
  readonly secondsLeft: number | null;
  /** Of training alone, so far. */
  readonly seconds: number;
  /** All that was logged, alive: it grows while the run goes on. */
  readonly history: RunHistory;
}

/** Times a run. Training and validation are timed apart. */
export interface RunClock {
  /** Milliseconds of training so far. */
  trainingMs(): number;
  /** Runs `work`, which is no training; its time is that of a validation where it says so. */
  apart<T>(what: "validation" | "saving", work: () => Promise<T>): Promise<T>;
  /** Of the last validation; null before the first. */
  validationMs(): number | null;
}

/** Begins now, with the training that a saved run had behind it. */
export function runClock(secondsBefore: number): RunClock {
  const begin = performance.now() - 1000 * secondsBefore;
  let apartMs = 0;
  let validationMs: number | null = null;
  return {
    trainingMs: () => performance.now() - begin - apartMs,
    validationMs: () => validationMs,
    async apart(what, work) {
      const from = performance.now();
      try {
        return await work();
      } finally {
        const ms = performance.now() - from;
        apartMs += ms;
        if (what === "validation") validationMs = ms;
      }
    },
  };
}

/** Validations from after update `done` to the end. */
export function validationsLeft(done: number, { steps, validateEvery }: FinetuneConfig): number {
  if (done >= steps) return 0;
  const every = validateEvery ?? steps;
  const last = steps % every === 0 ? 0 : 1;
  return Math.floor(steps / every) - Math.floor(done / every) + last;
}

/** Says how a run stands, each time with what was logged since. */
export function progressMeter(
  config: FinetuneConfig,
  history: RunHistory,
  clock: RunClock,
): (validating: LossProgress | null) => FinetuneProgress {
  const rate = rateMeter();
  let timed = { step: -1, tokensPerSecond: null as number | null };
  return (validating) => {
    const { steps, validations } = history;
    const record = steps.at(-1) ?? null;
    const step = steps.length;
    const trainingMs = clock.trainingMs();
    if (timed.step !== step) timed = { step, tokensPerSecond: rate(record?.tokens ?? 0, trainingMs) };
    const { tokensPerSecond } = timed;
    const tokensAStep = record ? record.tokens / step : 0;
    const trainingLeft = tokensPerSecond ? ((config.steps - step) * tokensAStep) / tokensPerSecond : null;
    const validationLeft = (validationsLeft(step, config) * (clock.validationMs() ?? 0)) / 1000;
    return {
      step,
      steps: config.steps,
      record,
      validation: validations.at(-1) ?? null,
      validating,
      tokensPerSecond,
      secondsLeft: trainingLeft === null ? null : trainingLeft + validationLeft,
      seconds: trainingMs / 1000,
      history,
    };
  };
}
