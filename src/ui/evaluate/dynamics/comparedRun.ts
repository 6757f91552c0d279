import type { RunCurves, RunSummary } from "../../../worker/runProtocol";
import type { LineStyle } from "../../charts/lines";

/** A run whose validation is drawn. */
export interface ComparedRun {
  readonly run: Pick<RunSummary, "id" | "name" | "method" | "language" | "bestStep" | "tokens" | "config" | "nNeurons">;
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

/**
 * Why losses of the runs say nothing of each other; null where they can be compared: they began at the same loss, so the same model was
 * validated on the same windows. A run that tells no loss from before its first step could have been validated on anything.
 */
export function whyNotCompared(runs: readonly ComparedRun[]): string | null {
  const drawn = runs.filter((one) => pointsOf(one).length > 0);
  if (drawn.length < 2) return null;
  const first = drawn.map((one) => pointsOf(one).find(({ step }) => step === 0)?.loss);
  const silent = drawn.filter((_, i) => first[i] === undefined).map(({ run }) => run.name);
  if (silent.length > 0) {
    return `Without a validation before the first step it is not known whether the same text was validated: ${silent.join(", ")}. Leave out what you do not know to be comparable.`;
  }
  if (first.every((loss) => Math.abs(loss! - first[0]!) <= SAME)) return null;
  return "These runs begin at different losses: they were validated on other text or other windows, so their losses say nothing of each other. Leave out those that differ.";
}

/** Tokens of different text that a run has seen: of its training text, or fewer where it stopped before its end; null: it does not tell. */
export const budgetOf = ({ run, curves: { textTokens } }: ComparedRun): number | null =>
  textTokens === null ? null : Math.min(textTokens, run.tokens);
