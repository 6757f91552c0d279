import type { FinetuneProgress as TrainProgress } from "../train/finetuneProgress";
import type { SavedRun } from "../train/runCheckpoint";
import { bestStep, type RunHistory } from "../train/runHistory";
import type { TrainLog, ValidationRecord } from "../train/trainLog";
import type { RunSummary } from "./runProtocol";
import type { KeptRun } from "./runStore";

/** What a run has come to, of its log. */
type Standing = Pick<
  RunSummary,
  "stepsDone" | "tokens" | "lossNats" | "gradNorm" | "learningRate" | "bestStep" | "validated"
>;

const at = (validations: readonly ValidationRecord[], step: number | null): ValidationRecord | undefined =>
  validations.find((record) => record.step === step);

/** Where a run stands by what it logged; the weights that are exported are those of the best validation, else the last. */
export function standingOf(history: RunHistory, language: string): Standing {
  const { steps, validations } = history;
  const latest = steps.at(-1);
  const best = bestStep(history, language);
  const [first, last] = [validations[0], validations.at(-1)];
  return {
    stepsDone: steps.length,
    tokens: latest?.tokens ?? 0,
    lossNats: latest?.lossNats ?? null,
    gradNorm: latest?.gradNorm ?? null,
    learningRate: latest?.learningRate ?? null,
    bestStep: best,
    validated: first && last ? { first, kept: at(validations, best) ?? last, last } : null,
  };
}

/** The run as its progress tells. */
export function withProgress(
  run: RunSummary,
  { history, seconds, tokensPerSecond }: Pick<TrainProgress, "history" | "seconds" | "tokensPerSecond">,
): RunSummary {
  const rate = tokensPerSecond ?? run.tokensPerSecond;
  return { ...run, ...standingOf(history, run.language), seconds, tokensPerSecond: rate };
}

/** The log of a run that has not ended. */
export function logSoFar(run: RunSummary, { steps, validations }: RunHistory, config: TrainLog["config"]): TrainLog {
  const { language, trainableParameters, bestStep: best, seconds } = run;
  return { config, language, trainableParameters, steps, validations, bestStep: best, seconds, stopped: "paused" };
}

/**
 * A run that stopped, as its saved weights are: what it logged behind them is gone with their successors, and would tell of weights
 * that nothing exports or goes on with. Its speed stays.
 * @param saved its checkpoint; undefined where it was never saved, and goes on from its beginning
 */
export function atLastSave(
  { run, log }: Pick<KeptRun, "run" | "log">,
  saved: Pick<SavedRun, "history" | "seconds"> | undefined,
  config: TrainLog["config"],
): Pick<KeptRun, "run" | "log"> {
  if (!saved) {
    const unbegun = standingOf({ steps: [], validations: [] }, run.language);
    return { run: { ...run, ...unbegun, seconds: 0 }, log: null };
  }
  const { history, seconds } = saved;
  const isWhole = log?.steps.length === history.steps.length && log.validations.length === history.validations.length;
  if (isWhole) return { run, log };
  const stood = withProgress(run, { history, seconds, tokensPerSecond: null });
  return { run: stood, log: logSoFar(stood, history, config) };
}

/** Says which of the steps that a run has done were not saved; null where all were. */
export function unsavedSteps(done: number, saved: number): string | null {
  if (done <= saved) return null;
  const [which, again] =
    done === saved + 1 ? [`Step ${done} was`, "it is"] : [`Steps ${saved + 1} to ${done} were`, "they are"];
  return `${which} not saved: ${again} made again when the run goes on.`;
}
