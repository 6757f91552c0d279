import { bleuMetric } from "./bleu";
import { BLEU_TOKENIZERS } from "./bleuTokenizers";
import { bootstrapInterval } from "./bootstrap";
import { chrfMetric } from "./chrf";
import type { Interval } from "./interval";
import type { TaskExample, TaskMetric } from "./taskResult";
import { sumCounts, type TextMetric } from "./textMetric";

/** The metrics of a corpus that there are. */
const METRICS: readonly TextMetric[] = [...BLEU_TOKENIZERS.map(bleuMetric), chrfMetric(0), chrfMetric(2)];

/** The metric of a corpus that a number was made by, as its name and signature tell; undefined where it was none. */
const corpusMetric = ({ name, signature }: TaskMetric): TextMetric | undefined =>
  METRICS.find((metric) => metric.name === name && metric.corpusSignature === signature);

const countsOf = (metric: TextMetric, examples: readonly TaskExample[]): Float64Array[] =>
  examples.map(({ output, expected }) => metric.counts(output ?? "", expected));

/**
 * Interval of the difference of two corpus scores, tuned - base, of translations of the same sentences: the same sentences are drawn of
 * both (paired bootstrap, Koehn 2004). Null for a number that is no corpus score.
 */
export function corpusChange(
  number: TaskMetric,
  base: readonly TaskExample[],
  tuned: readonly TaskExample[],
  options: { readonly seed: number; readonly resamples?: number | undefined },
): Interval | null {
  const metric = corpusMetric(number);
  if (metric === undefined) return null;
  const [before, after] = [countsOf(metric, base), countsOf(metric, tuned)];
  const difference = (drawn: Uint32Array): number =>
    metric.corpusScore(sumCounts(after, drawn)) - metric.corpusScore(sumCounts(before, drawn));
  return bootstrapInterval(base.length, difference, { ...options, label: "translation" });
}
