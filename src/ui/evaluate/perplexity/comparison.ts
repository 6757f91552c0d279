import type { PerplexityChange } from "../../../evaluate/perplexityChange";
import type { PerplexityResult } from "../../../evaluate/perplexityResult";
import type { EvaluationSummary } from "../../../worker/evaluation";

/** A measurement that is kept. */
export interface Measured {
  readonly summary: EvaluationSummary;
  readonly result: PerplexityResult;
}

/** What one model's losses are against another's. */
export interface Compared extends Measured {
  /** From the first on the same weights; null where the two were measured on other text, windows or weights, and `problem` says so. */
  readonly change: PerplexityChange | null;
  readonly problem: string | null;
}

export interface Comparison {
  readonly from: Measured;
  readonly to: readonly Compared[];
}

/** What was measured, in front of people. */
export const nameOf = ({ run }: EvaluationSummary): string => run?.name ?? "base";

/** Rows of the chart: the language that the first run is trained on, then by its change, most forgotten last. */
export function rowsOf({ from, to }: Comparison, own: string | null): string[] {
  const languages = from.result.languages.map(({ language }) => language);
  const changes = to.find(({ change }) => change !== null)?.change?.languages ?? [];
  const changeOf = (language: string): number =>
    changes.find((one) => one.language === language)?.change ?? Number.POSITIVE_INFINITY;
  const place = (language: string): number => (language === own ? Number.NEGATIVE_INFINITY : changeOf(language));
  return languages.sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
}

/** What to know of a model on other weights than those that are shown: its change is from the same measured on its own. */
export function weightsNote({ from }: Comparison, { summary }: Compared): string | null {
  const [before, after] = [from.summary.model.dtype, summary.model.dtype];
  if (before === after) return null;
  return `${nameOf(summary)} is on ${after} weights: its change is from ${nameOf(from.summary)} on the same, not from the loss on ${before} shown here.`;
}

/** What a picture of the comparison says of its origin. */
export function sourceOf({ from, to }: Comparison): string {
  const { model, label, date } = from.summary;
  const last = to.at(-1)?.summary.date ?? date;
  const windows = `windows of ${from.result.seqLen}`;
  return [
    `${model.name} ${model.dtype}`,
    label.replace(", ", " · "),
    windows,
    "95 % bootstrap over windows",
    last.slice(0, 10),
  ].join(" · ");
}
