import { countMatches, countNgrams } from "./ngrams";
import { SACREBLEU_VERSION, type TextMetric } from "./textMetric";
import { splitAtBlanks } from "./unicodeBlanks";

/** Longest run of characters that counts. */
const CHAR_ORDER = 6;
/** Recall weighs twice as much as precision. */
const BETA = 2;

/** Numbers of an order: n-grams of the hypothesis, of the reference, and those that match. */
const COUNTS_AN_ORDER = 3;

const ASCII_PUNCTUATION = new Set("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~");

/** Words as chrF++ counts them: one mark of ASCII punctuation at the end of a word, or else at its start, is a word of its own. */
function chrfWords(text: string): string[] {
  return splitAtBlanks(text).flatMap((word) => {
    const characters = Array.from(word);
    if (characters.length === 1) return [word];
    if (ASCII_PUNCTUATION.has(characters.at(-1)!)) return [word.slice(0, -1), word.slice(-1)];
    if (ASCII_PUNCTUATION.has(characters[0]!)) return [word.slice(0, 1), word.slice(1)];
    return [word];
  });
}

/**
 * Counts of one sentence, which add up over sentences: f64[6 + word_order, 3]. Characters are code points, white space is left
 * out. Where the reference has no n-gram of an order, those of the hypothesis do not count either.
 */
function chrfCounts(hypothesis: string, reference: string, wordOrder: number): Float64Array {
  const counts = new Float64Array((CHAR_ORDER + wordOrder) * COUNTS_AN_ORDER);
  let at = 0;
  const count = (symbols: readonly string[], expected: readonly string[], orders: number, glue: "" | " "): void => {
    for (let order = 1; order <= orders; order++) {
      const inReference = Math.max(0, expected.length - order + 1);
      counts[at++] = inReference > 0 ? Math.max(0, symbols.length - order + 1) : 0;
      counts[at++] = inReference;
      counts[at++] = countMatches(countNgrams(symbols, order, glue), countNgrams(expected, order, glue));
    }
  };
  const characters = (text: string): string[] => Array.from(splitAtBlanks(text).join(""));
  count(characters(hypothesis), characters(reference), CHAR_ORDER, "");
  count(chrfWords(hypothesis), chrfWords(reference), wordOrder, " ");
  return counts;
}

/**
 * chrF (Popovic 2015; with words chrF++, 2017) of counts, 0 to 100: F with beta 2 of the mean precision and the mean recall over
 * the orders that both sides have n-grams of. Zero where there is none.
 */
function chrfScore(counts: Float64Array): number {
  let orders = 0;
  let precision = 0;
  let recall = 0;
  for (let at = 0; at < counts.length; at += COUNTS_AN_ORDER) {
    const [inHypothesis = 0, inReference = 0, matches = 0] = counts.subarray(at, at + COUNTS_AN_ORDER);
    if (inHypothesis === 0 || inReference === 0) continue;
    precision += matches / inHypothesis;
    recall += matches / inReference;
    orders++;
  }
  if (precision + recall === 0) return 0;
  // The orders that divide both means cancel but for one.
  return (100 * (1 + BETA ** 2) * precision * recall) / (BETA ** 2 * precision + recall) / orders;
}

/**
 * chrF against one reference, with case, as sacreBLEU computes and signs it.
 * @param wordOrder 0 for chrF, 2 for chrF++
 */
export function chrfMetric(wordOrder: 0 | 2): TextMetric {
  const signature = `nrefs:1|case:mixed|eff:yes|nc:${CHAR_ORDER}|nw:${wordOrder}|space:no|version:${SACREBLEU_VERSION}`;
  return {
    name: wordOrder === 0 ? "chrf" : "chrf++",
    corpusSignature: signature,
    sentenceSignature: signature,
    counts: (hypothesis, reference) => chrfCounts(hypothesis, reference, wordOrder),
    corpusScore: chrfScore,
    sentenceScore: chrfScore,
  };
}
