import { type BleuTokenizer, tokenizeForBleu } from "./bleuTokenizers";
import { countMatches, countNgrams } from "./ngrams";
import { SACREBLEU_VERSION, type TextMetric } from "./textMetric";

/** Longest run of words that counts. */
const MAX_ORDER = 4;

/** Where the counts of `bleuCounts` lie: two lengths, then the matches by order, then the n-grams of the hypothesis by order. */
const HYPOTHESIS_LENGTH = 0;
const REFERENCE_LENGTH = 1;
const MATCHES = 2;
const TOTALS = MATCHES + MAX_ORDER;
const COUNTS = TOTALS + MAX_ORDER;

/** BLEU and what it was made of. Percent but for the penalty and the lengths. */
export interface BleuScore {
  /** 0 to 100. */
  readonly score: number;
  /** Of runs of one to four words; smoothed where none matched, 0 where there are none. */
  readonly precisions: readonly number[];
  /** Below 1 where the hypotheses are shorter than the references. */
  readonly brevityPenalty: number;
  /** In words. */
  readonly hypothesisLength: number;
  readonly referenceLength: number;
}

/** Counts of one sentence, which add up over sentences: f64[2 + 2 x 4], see above. */
function bleuCounts(hypothesis: string, reference: string, tokenizer: BleuTokenizer): Float64Array {
  const words = tokenizeForBleu(hypothesis, tokenizer);
  const expected = tokenizeForBleu(reference, tokenizer);
  const counts = new Float64Array(COUNTS);
  counts[HYPOTHESIS_LENGTH] = words.length;
  counts[REFERENCE_LENGTH] = expected.length;
  for (let order = 1; order <= MAX_ORDER; order++) {
    const matches = countMatches(countNgrams(words, order, " "), countNgrams(expected, order, " "));
    counts[MATCHES + order - 1] = matches;
    counts[TOTALS + order - 1] = Math.max(0, words.length - order + 1);
  }
  return counts;
}

/**
 * BLEU (Papineni et al. 2002) of counts: the geometric mean of the precisions times the brevity penalty. An order without a
 * match gets the precision 1 / (2^k x its n-grams), k counting such orders ("exp" smoothing of Chen and Cherry 2014, as in
 * mteval-v13a). Zero where no word matches at all.
 * @param effectiveOrder leave out the orders that the text is too short for (for single sentences); else they make the score 0
 */
export function bleuScore(counts: Float64Array, { effectiveOrder }: { effectiveOrder: boolean }): BleuScore {
  const hypothesisLength = counts[HYPOTHESIS_LENGTH]!;
  const referenceLength = counts[REFERENCE_LENGTH]!;
  const precisions = new Array<number>(MAX_ORDER).fill(0);
  let anyMatch = false;
  let smoothing = 1;
  let orders = 0;
  for (let n = 0; n < MAX_ORDER && counts[TOTALS + n]! > 0; n++) {
    const matches = counts[MATCHES + n]!;
    anyMatch ||= matches > 0;
    if (matches === 0) smoothing *= 2;
    precisions[n] = (matches === 0 ? 100 / smoothing : 100 * matches) / counts[TOTALS + n]!;
    orders = n + 1;
  }
  const brevityPenalty =
    hypothesisLength >= referenceLength
      ? 1
      : hypothesisLength > 0
        ? Math.exp(1 - referenceLength / hypothesisLength)
        : 0;
  const used = precisions.slice(0, effectiveOrder ? orders : MAX_ORDER);
  const meanLog = used.reduce((sum, precision) => sum + Math.log(precision), 0) / used.length;
  return {
    score: anyMatch ? brevityPenalty * Math.exp(meanLog) : 0,
    precisions: anyMatch ? precisions : precisions.fill(0),
    brevityPenalty,
    hypothesisLength,
    referenceLength,
  };
}

const signature = (tokenizer: BleuTokenizer, effectiveOrder: boolean): string =>
  `nrefs:1|case:mixed|eff:${effectiveOrder ? "yes" : "no"}|tok:${tokenizer}|smooth:exp|version:${SACREBLEU_VERSION}`;

/** BLEU against one reference, with case, as sacreBLEU computes and signs it. */
export function bleuMetric(tokenizer: BleuTokenizer): TextMetric {
  return {
    name: "bleu",
    corpusSignature: signature(tokenizer, false),
    sentenceSignature: signature(tokenizer, true),
    counts: (hypothesis, reference) => bleuCounts(hypothesis, reference, tokenizer),
    corpusScore: (counts) => bleuScore(counts, { effectiveOrder: false }).score,
    sentenceScore: (counts) => bleuScore(counts, { effectiveOrder: true }).score,
  };
}
