import type { RunCurves, RunSummary } from "../../../worker/finetuneProtocol";
import type { LineStyle } from "../../charts/lines";

/** A run whose validation is drawn. */
export interface ComparedRun {
  readonly run: Pick<RunSummary, "id" | "name" | "method" | "language" | "bestStep" | "tokens">;
  readonly curves: Pick<RunCurves, "validations" | "textTokens">;
  readonly style: LineStyle;
}

/** A validation of the language that the run is trained on. */
export interface LossPoint {
  readonly step: number;
  readonly tokens: number;
  readonly loss: number;
}

export const pointsOf = ({ run, curves }: ComparedRun): LossPoint[] =>
  curves.validations.flatMap(({ step, tokens, lossNats }) => {
    const loss = lossNats[run.language];
    return loss === undefined || !Number.isFinite(loss) ? [] : [{ step, tokens, loss }];
  });

/** The validation whose weights are kept; null where none was better than what trained. */
export function bestOf(compared: ComparedRun): LossPoint | null {
  return pointsOf(compared).find(({ step }) => step === compared.run.bestStep) ?? null;
}

/** The first validation behind the start at or below `loss`; null where the run never came there. */
export const firstAt = (compared: ComparedRun, loss: number): LossPoint | null =>
  pointsOf(compared).find((point) => point.step > 0 && point.loss <= loss) ?? null;

/** The lowest loss that all runs have come to: the highest of their best; null without any. */
export function sharedLoss(runs: readonly ComparedRun[]): number | null {
  const best = runs.flatMap((one) => bestOf(one)?.loss ?? []);
  return best.length === 0 ? null : Math.max(...best);
}

/** Losses before the first step lie apart by no more than this where the same model was validated on the same windows. */
const SAME = 1e-4;

/** Whether the runs began at the same loss: else they were validated on other text, and their losses say nothing of each other. */
export function isComparable(runs: readonly ComparedRun[]): boolean {
  const first = runs.flatMap((one) => pointsOf(one).find(({ step }) => step === 0)?.loss ?? []);
  return first.every((loss) => Math.abs(loss - first[0]!) <= SAME);
}

/** Tokens of different text that a run has seen: of its training text, or fewer where it stopped before its end; null: it does not tell. */
export const budgetOf = ({ run, curves: { textTokens } }: ComparedRun): number | null =>
  textTokens === null ? null : Math.min(textTokens, run.tokens);
