import { bleuMetric } from "./bleu";
import type { BleuTokenizer } from "./bleuTokenizers";
import { bootstrapInterval } from "./bootstrap";
import { chrfMetric } from "./chrf";
import type { TaskExample, TaskMetric } from "./taskResult";
import { sumCounts, type TextMetric } from "./textMetric";

export interface ScoreOptions {
  readonly seed: number;
  /** Words of BLEU; `13a` when left out. */
  readonly bleuTokenizer?: BleuTokenizer | undefined;
  readonly resamples?: number | undefined;
}

const mean = (values: ArrayLike<number>, chosen: Iterable<number>, n: number): number => {
  let sum = 0;
  for (const i of chosen) sum += values[i]!;
  return sum / n;
};

/** The score of the corpus and the mean of the sentences' scores, with intervals over sentences. */
function scoresOf(
  metric: TextMetric,
  counts: readonly Float64Array[],
  sentences: ArrayLike<number>,
  options: ScoreOptions,
): TaskMetric[] {
  const n = counts.length;
  // One label for all metrics and runs: the same sentences are drawn, so that the bounds of two can be held against each other.
  const bounds = { seed: options.seed, resamples: options.resamples, label: "translation" };
  return [
    {
      name: metric.name,
      how: "score of the corpus",
      value: metric.corpusScore(sumCounts(counts)),
      interval: bootstrapInterval(n, (drawn) => metric.corpusScore(sumCounts(counts, drawn)), bounds),
      signature: metric.corpusSignature,
    },
    {
      name: `sentence_${metric.name}`,
      how: "mean of the sentences' scores, as the paper reports; not comparable with the score of a corpus",
      value: mean(sentences, counts.keys(), n),
      interval: bootstrapInterval(n, (drawn) => mean(sentences, drawn, n), bounds),
      signature: metric.sentenceSignature,
    },
  ];
}

/**
 * Scores translations against their references: BLEU, chrF and chrF++, of the corpus and as means over sentences.
 * @param outputs one an example
 */
export function scoreTranslations(
  examples: readonly { readonly id: string; readonly prompt: string; readonly expected: string }[],
  outputs: readonly string[],
  options: ScoreOptions,
): { metrics: TaskMetric[]; examples: TaskExample[] } {
  if (outputs.length !== examples.length) {
    throw new RangeError(`${outputs.length} translations of ${examples.length} sentences`);
  }
  const scored = [bleuMetric(options.bleuTokenizer ?? "13a"), chrfMetric(0), chrfMetric(2)].map((metric) => {
    const counts = examples.map(({ expected }, i) => metric.counts(outputs[i]!, expected));
    return { metric, counts, sentences: counts.map((one) => metric.sentenceScore(one)) };
  });
  return {
    metrics: scored.flatMap(({ metric, counts, sentences }) => scoresOf(metric, counts, sentences, options)),
    examples: examples.map(({ id, prompt, expected }, i) => ({
      id,
      prompt,
      choices: [],
      output: outputs[i]!,
      answer: outputs[i]!,
      expected,
      scores: Object.fromEntries(scored.map(({ metric, sentences }) => [`sentence_${metric.name}`, sentences[i]!])),
    })),
  };
}
