import type { FinetuneConfig } from "./finetuneConfig";

/**
 * The rate of update `step` (from 1). Over the first `warmupSteps` it rises in equal parts, and reaches `learningRate` with the last
 * of them; then it stays, or falls along a line or half a cosine to 0 just behind the last update.
 */
export function learningRateAt(step: number, { learningRate, schedule, steps }: FinetuneConfig): number {
  const { kind, warmupSteps } = schedule;
  if (step <= warmupSteps) return (learningRate * step) / warmupSteps;
  const done = (step - warmupSteps - 1) / (steps - warmupSteps);
  if (kind === "constant") return learningRate;
  return learningRate * (kind === "linear" ? 1 - done : (1 + Math.cos(Math.PI * done)) / 2);
}
