/** A measure of how near a text comes to its reference, 0 to 100, by counts that add up over sentences. */
export interface TextMetric {
  /** As lm-evaluation-harness names it: `bleu`, `chrf`, `chrf++`. */
  readonly name: string;
  /** What sacreBLEU prints for the score of a corpus: how it was made, so that two scores can be compared. */
  readonly corpusSignature: string;
  /** The same for the score of one sentence. */
  readonly sentenceSignature: string;
  /** Of one sentence. The counts of a corpus are the sums over its sentences. */
  counts(hypothesis: string, reference: string): Float64Array;
  /** Of summed counts. */
  corpusScore(counts: Float64Array): number;
  /** Of the counts of one sentence. */
  sentenceScore(counts: Float64Array): number;
}

/** The version of sacreBLEU whose numbers and signatures these are. */
export const SACREBLEU_VERSION = "2.6.0";

/** The counts of all sentences, or of those at `chosen`, each as often as it stands there. */
export function sumCounts(counts: readonly Float64Array[], chosen?: Uint32Array): Float64Array {
  const sum = new Float64Array(counts[0]?.length ?? 0);
  const add = (one: Float64Array): void => {
    for (let i = 0; i < sum.length; i++) sum[i]! += one[i]!;
  };
  if (chosen === undefined) counts.forEach(add);
  else for (const sentence of chosen) add(counts[sentence]!);
  return sum;
}
