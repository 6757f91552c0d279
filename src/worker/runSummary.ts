import type { FinetuneProgress as TrainProgress } from "../train/finetuneProgress";
import { bestStep, type RunHistory } from "../train/runHistory";
import type { TrainLog, ValidationRecord } from "../train/trainLog";
import type { RunSummary } from "./runProtocol";

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
