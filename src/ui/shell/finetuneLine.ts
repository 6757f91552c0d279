import type { FinetuneProgress } from "../../worker/finetuneProtocol";
import { formatBytes, formatCount, formatDuration, formatFigure, formatSpeed } from "../format";

const SAYS: Record<Exclude<FinetuneProgress["step"], "training">, string> = {
  weights: "brings the weights to the GPU",
  tokenizing: "reads the text into tokens",
  validation: "validates",
  saving: "saves",
};

const ifKnown = (value: number | null, write: (value: number) => string): string[] =>
  value === null ? [] : [write(value)];

/** What fine-tuning does now. `secondsLeft`: of what does not tell it itself. */
export function finetuneLine(
  progress: FinetuneProgress,
  secondsLeft: number | null,
): { readonly parts: string[]; readonly done: number; readonly total: number } {
  const { step, run, stepsTotal, bytesDone, bytesTotal } = progress;
  const steps = run && stepsTotal > 0 ? { done: run.stepsDone, total: stepsTotal } : { done: 0, total: 0 };
  if (step === "weights") {
    const bytes = bytesTotal > 0 ? [`${formatBytes(bytesDone)} / ${formatBytes(bytesTotal)}`] : [];
    const left = ifKnown(secondsLeft, (seconds) => `${formatDuration(seconds)} left`);
    return { parts: [SAYS.weights, ...bytes, ...left], done: bytesDone, total: bytesTotal };
  }
  const name = run ? [run.name] : [];
  if (step !== "training" || !run)
    return { parts: [...name, SAYS[step === "training" ? "validation" : step]], ...steps };
  return {
    parts: [
      ...name,
      `step ${formatCount(run.stepsDone)} / ${formatCount(stepsTotal)}`,
      ...ifKnown(run.lossNats, (loss) => `loss ${formatFigure(loss)} nats`),
      ...ifKnown(run.gradNorm, (norm) => `gradient norm ${formatFigure(norm)}`),
      ...ifKnown(progress.tokensPerSecond, formatSpeed),
      ...ifKnown(progress.secondsLeft, (seconds) => `${formatDuration(seconds)} left`),
    ],
    ...steps,
  };
}
