import { expect, test } from "vitest";
import { languagePerplexity } from "../../../src/evaluate/perplexity";
import { perplexityChange } from "../../../src/evaluate/perplexityChange";
import type { PerplexityResult } from "../../../src/evaluate/perplexityResult";
import type { ScoredText } from "../../../src/evaluate/scoredText";
import { uniforms } from "../../support/numeric";

const N = 40;
const SETTINGS = { resamples: 1000, seed: 1 };

const textOf = (language: string, length = 5): ScoredText => ({
  batch: {
    language,
    seqLen: length,
    nWindows: N,
    ids: new Int32Array(N * length),
    lengths: new Uint32Array(N).fill(length),
    nTokens: N * length,
  },
  bytes: new Array<number>(N).fill(8),
  tailTokens: 3,
});

const resultOf = (nats: Readonly<Record<string, readonly number[]>>, text = textOf): PerplexityResult => ({
  seqLen: 5,
  ...SETTINGS,
  unmeasured: [],
  languages: Object.entries(nats).map(([language, sums]) => languagePerplexity(text(language), sums, SETTINGS)),
});

test("a loss is the sum over tokens, and over bytes in bits", () => {
  const [one] = resultOf({ mlt_Latn: new Array<number>(N).fill(8) }).languages;
  expect(one).toMatchObject({
    tokens: 4 * N,
    tailTokens: 3,
    bytes: 8 * N,
    lossNats: 2,
    lossInterval: { low: 2, high: 2 },
  });
  // 8 nats a window are 8 / ln 2 bits, of 8 bytes.
  expect(one!.bitsPerByte).toBeCloseTo(1 / Math.LN2, 12);
  expect(one!.bitsInterval.low).toBeCloseTo(1 / Math.LN2, 12);
});

test("windows whose loss all rises alike have a change without spread, however different they are", () => {
  const random = uniforms(3);
  const before = Array.from({ length: N }, () => 4 + 40 * random());
  const after = before.map((sum) => sum + 2);
  const { languages } = perplexityChange(resultOf({ a: before }), resultOf({ a: after }), SETTINGS);
  // 2 nats a window of 4 tokens; 2 / ln 2 bits a window of 8 bytes.
  expect(languages[0]!.windows).toBe(N);
  expect(languages[0]!.change).toBeCloseTo(0.5, 12);
  expect(languages[0]!.changeInterval.low).toBeCloseTo(0.5, 12);
  expect(languages[0]!.changeInterval.high).toBeCloseTo(0.5, 12);
  expect(languages[0]!.bitsChange).toBeCloseTo(0.25 / Math.LN2, 12);
  expect(languages[0]!.bitsInterval.high).toBeCloseTo(0.25 / Math.LN2, 12);
});

test("an interval is as wide as the standard error of the windows' differences", () => {
  const random = uniforms(9);
  const before = Array.from({ length: N }, () => 4 + 40 * random());
  const differences = Array.from({ length: N }, () => 4 * (random() - 0.5));
  const after = before.map((sum, w) => sum + differences[w]!);
  const { languages } = perplexityChange(resultOf({ a: before }), resultOf({ a: after }), {
    resamples: 4000,
    seed: 2,
  });
  const mean = differences.reduce((sum, x) => sum + x, 0) / N;
  const error = Math.sqrt(differences.reduce((sum, x) => sum + (x - mean) ** 2, 0) / N / N) / 4;
  const { change, changeInterval } = languages[0]!;
  expect(change).toBeCloseTo(mean / 4, 12);
  // 1.96 errors to each side; bounds of 4,000 draws scatter by 0.04 errors, and 40 windows are not quite normal.
  expect((changeInterval.high - changeInterval.low) / error / 2).toBeGreaterThan(1.8);
  expect((changeInterval.high - changeInterval.low) / error / 2).toBeLessThan(2.1);
});

test("only common languages are compared, in the first one's order", () => {
  const same = new Array<number>(N).fill(3);
  const { languages } = perplexityChange(
    resultOf({ a: same, b: same, c: same }),
    resultOf({ c: same, a: same, d: same }),
    SETTINGS,
  );
  expect(languages.map(({ language }) => language)).toEqual(["a", "c"]);
  expect(() => perplexityChange(resultOf({ a: same }), resultOf({ b: same }), SETTINGS)).toThrow(
    "no language in common",
  );
});

test("other windows are refused", () => {
  const same = new Array<number>(N).fill(3);
  const longer = resultOf({ a: same }, (language) => textOf(language, 6));
  expect(() => perplexityChange(resultOf({ a: same }), longer, SETTINGS)).toThrow("a was measured on other windows");
});

test("windows of one token have no part in a change, however many there are", () => {
  // One document of five tokens among 39 of one: a draw of all windows would mostly hold nothing that is predicted.
  const short = (language: string): ScoredText => {
    const { batch, tailTokens } = textOf(language);
    const lengths = batch.lengths.map((length, w) => (w === 7 ? length : 1));
    return { batch: { ...batch, lengths }, bytes: Array.from(lengths, (length) => 2 * (length - 1)), tailTokens };
  };
  const nats = (own: number) => Array.from({ length: N }, (_, w) => (w === 7 ? own : 0));
  const { languages } = perplexityChange(resultOf({ a: nats(8) }, short), resultOf({ a: nats(10) }, short), SETTINGS);
  expect(languages[0]).toMatchObject({ windows: 1, change: 0.5, changeInterval: { low: 0.5, high: 0.5 } });
});
