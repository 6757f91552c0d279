import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bleuMetric, bleuScore } from "../../../src/evaluate/bleu";
import { BLEU_TOKENIZERS, tokenizeForBleu } from "../../../src/evaluate/bleuTokenizers";
import { chrfMetric } from "../../../src/evaluate/chrf";
import { sumCounts, type TextMetric } from "../../../src/evaluate/textMetric";

const METRICS: Readonly<Record<string, TextMetric>> = {
  bleu: bleuMetric("13a"),
  bleu_13a: bleuMetric("13a"),
  bleu_intl: bleuMetric("intl"),
  bleu_char: bleuMetric("char"),
  chrf: chrfMetric(0),
  "chrf++": chrfMetric(2),
  chrfpp: chrfMetric(2),
};
const ALL = ["bleu_13a", "bleu_intl", "bleu_char", "chrf", "chrf++"].map((name) => METRICS[name]!);

interface Golden {
  readonly corpus: number;
  readonly signature: string;
  readonly sentences?: readonly number[];
  readonly precisions?: readonly number[];
  readonly bp?: number;
  readonly sys_len?: number;
  readonly ref_len?: number;
}
interface GoldenLanguage {
  readonly language: string;
  readonly hypotheses: readonly string[];
  readonly references: readonly string[];
  readonly metrics: Readonly<Record<string, Golden>>;
}
interface Edges {
  readonly hypotheses: readonly string[];
  readonly references: readonly string[];
  readonly scores: Readonly<
    Record<string, { corpus: number; corpusSignature: string; sentenceSignature: string; sentences: readonly number[] }>
  >;
}
const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../fixtures/metrics/${name}`, import.meta.url), "utf8"));

const countsOf = (metric: TextMetric, hypotheses: readonly string[], references: readonly string[]): Float64Array[] =>
  hypotheses.map((hypothesis, i) => metric.counts(hypothesis, references[i]!));

function expectNear(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  // Both are double sums of at most a few hundred terms, of size 100: what is left is far below the sixth digit.
  for (const [i, value] of actual.entries()) expect(Math.abs(value - expected[i]!), `sentence ${i}`).toBeLessThan(1e-6);
}

describe("scores by sacreBLEU 2.6.0", () => {
  for (const { language, hypotheses, references, metrics } of read("metrics.json") as GoldenLanguage[]) {
    for (const [name, golden] of Object.entries(metrics)) {
      it(`${name} of ${language}`, () => {
        const metric = METRICS[name]!;
        const counts = countsOf(metric, hypotheses, references);
        const total = sumCounts(counts);
        expectNear([metric.corpusScore(total)], [golden.corpus]);
        expect(metric.corpusSignature).toBe(golden.signature);
        if (golden.sentences !== undefined) {
          expectNear(counts.map(metric.sentenceScore), golden.sentences);
        }
        if (golden.precisions !== undefined) {
          const bleu = bleuScore(total, { effectiveOrder: false });
          expectNear(bleu.precisions, golden.precisions);
          expectNear([bleu.brevityPenalty], [golden.bp!]);
          expect([bleu.hypothesisLength, bleu.referenceLength]).toEqual([golden.sys_len, golden.ref_len]);
        }
      });
    }
  }

  const edges = read("edges.json") as Edges;
  for (const [name, golden] of Object.entries(edges.scores)) {
    it(`${name} of texts that trip counters up`, () => {
      const metric = METRICS[name]!;
      const counts = countsOf(metric, edges.hypotheses, edges.references);
      expectNear([metric.corpusScore(sumCounts(counts))], [golden.corpus]);
      expectNear(counts.map(metric.sentenceScore), golden.sentences);
      expect(metric.corpusSignature).toBe(golden.corpusSignature);
      expect(metric.sentenceSignature).toBe(golden.sentenceSignature);
    });
  }
});

describe("any texts", () => {
  const text = fc.oneof(fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" }), fc.lorem({ maxCount: 12 }));
  const words = fc.lorem({ maxCount: 14 });

  for (const metric of ALL) {
    const name = metric.corpusSignature;

    it(`${name}: a text scores 100 against itself, nothing scores 0`, () => {
      fc.assert(
        fc.property(words, text, (sentence, any) => {
          expect(metric.sentenceScore(metric.counts(sentence, sentence))).toBeCloseTo(100, 9);
          expect(metric.sentenceScore(metric.counts("", any))).toBe(0);
          expect(metric.sentenceScore(metric.counts(any, ""))).toBe(0);
        }),
        { numRuns: 60 },
      );
    });

    it(`${name}: scores lie in 0 to 100 and are the same in any order of the sentences`, () => {
      fc.assert(
        fc.property(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 8 }), (pairs) => {
          const counts = pairs.map(([hypothesis, reference]) => metric.counts(hypothesis, reference));
          const score = metric.corpusScore(sumCounts(counts));
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(100 + 1e-9);
          expect(metric.corpusScore(sumCounts(counts.toReversed()))).toBe(score);
          const order = Uint32Array.from(counts.keys());
          expect(metric.corpusScore(sumCounts(counts, order))).toBe(score);
        }),
        { numRuns: 60 },
      );
    });
  }

  it("loses no character but white space to a tokenizer", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (any) => {
        const plain = any.replaceAll("&", "").replaceAll("<skipped>", "").replaceAll("-\n", "");
        for (const tokenizer of BLEU_TOKENIZERS) {
          expect(tokenizeForBleu(plain, tokenizer).join("")).toBe(tokenizeForBleu(plain, "char").join(""));
        }
      }),
    );
  });
});

describe("words as the definitions cut them", () => {
  it("keeps numbers whole and parts punctuation", () => {
    expect(tokenizeForBleu('He paid 1,000.5 dollars, "really" (in 2020-21).', "13a")).toEqual(
      'He paid 1,000.5 dollars , " really " ( in 2020 - 21 ) .'.split(" "),
    );
    expect(tokenizeForBleu("«Ça va», dit-il… 5€", "13a")).toEqual(["«Ça", "va»", ",", "dit-il…", "5€"]);
    expect(tokenizeForBleu("«Ça va», dit-il… 5€", "intl")).toEqual("« Ça va » , dit - il … 5 €".split(" "));
    expect(tokenizeForBleu("a 😀b", "char")).toEqual(["a", "😀", "b"]);
  });
});
