import { expect, test } from "vitest";
import type { LanguagePerplexity } from "../../../../src/evaluate/perplexityResult";
import { comparisonTable, toChanges } from "../../../../src/ui/evaluate/perplexity/changeFigure";
import { findings } from "../../../../src/ui/evaluate/perplexity/changeText";
import { type Comparison, rowsOf, weightsNote } from "../../../../src/ui/evaluate/perplexity/comparison";

const changeOf = (language: string, change: number, spread = 0.01) => ({
  ...{ language, tokens: 100, windows: 10, from: 3, to: 3 + change, change, bitsChange: change / 2 },
  changeInterval: { low: change - spread, high: change + spread },
  bitsInterval: { low: change / 2 - spread, high: change / 2 + spread },
});
const CHANGES = [
  changeOf("cym_Latn", -0.4),
  changeOf("deu_Latn", 0.02, 0.05),
  changeOf("eng_Latn", 0.3),
  changeOf("tur_Latn", -0.05),
];

const lossOf = (language: string): LanguagePerplexity => ({
  ...{ language, tokens: 100, tailTokens: 0, bytes: 400, lossNats: 3, bitsPerByte: 1.1 },
  lossInterval: { low: 2.9, high: 3.1 },
  bitsInterval: { low: 1, high: 1.2 },
  ...{ windowNats: [300], windowTokens: [100], windowBytes: [400] },
});
const summaryOf = (name: string | null) => ({
  ...{
    id: name ?? "base",
    kind: "perplexity" as const,
    date: "2026-11-21T10:00:00Z",
    label: "4 languages, 404 tokens",
    settings: "s",
  },
  model: { name: "babel-7m", hash: "0", dtype: "q4", isRounded: true },
  run: name === null ? null : { id: name, name },
});
const result = {
  ...{ seqLen: 64, resamples: 100, seed: 1, unmeasured: [] },
  languages: CHANGES.map(({ language }) => lossOf(language)),
};
const comparison: Comparison = {
  from: { summary: summaryOf(null), result },
  to: [
    {
      ...{ summary: summaryOf("Welsh"), result, problem: null },
      change: { resamples: 100, seed: 1, languages: CHANGES },
    },
    { summary: summaryOf("other text"), result, change: null, problem: "measured on other text" },
  ],
};

test("what was won and lost is told in a sentence each", () => {
  expect(findings(comparison.to[0]!.change!, "cym_Latn")).toEqual([
    "Trained language: Welsh −0.400 nats (−0.410 to −0.390).",
    "3\u00a0other languages: +0.090 nats on average, 1 surely worse, 1 surely better. Most forgotten: English +0.300 nats (+0.290 to +0.310).",
  ]);
});

test("weights of another format are told", () => {
  const [one] = comparison.to;
  expect(weightsNote(comparison, one!)).toBeNull();
  const rounded = { ...one!, summary: { ...one!.summary, model: { ...one!.summary.model, dtype: "f16 as q8" } } };
  expect(weightsNote(comparison, rounded)).toBe(
    "Welsh is on f16 as q8 weights: its change is from base on the same, not from the loss on q4 shown here.",
  );
});

test("of too few windows nothing is sure, and it says what to do", () => {
  const languages = CHANGES.map((one) => ({ ...one, windows: 1 }));
  const [, others, few] = findings({ resamples: 100, seed: 1, languages }, "cym_Latn");
  expect(others).toContain("0 surely worse, 0 surely better");
  expect(few).toContain("With a single window a language");
  const [one] = comparison.to;
  const shown = { ...comparison, to: [{ ...one!, change: { ...one!.change!, languages } }] };
  expect(toChanges(shown, ["cym_Latn"], "nats").series[0]!.changes[0]).toMatchObject({ isSure: false });
});

test("the trained language comes first, then what was learned, what was forgotten last", () => {
  expect(rowsOf(comparison, "eng_Latn")).toEqual(["eng_Latn", "cym_Latn", "tur_Latn", "deu_Latn"]);
  expect(rowsOf({ ...comparison, to: [] }, null)).toEqual(CHANGES.map(({ language }) => language));
});

test("only measurements of the same windows are drawn, in the unit that is chosen", () => {
  const { series, x } = toChanges(comparison, ["cym_Latn", "fra_Latn"], "bits");
  expect(series.map(({ name }) => name)).toEqual(["Welsh"]);
  expect(series[0]!.changes).toMatchObject([{ value: -0.2 }, null]);
  expect(x).toBe("change of the loss (bits / byte), left is better");
});

test("the table has all models, with changes where there are some", () => {
  const { columns, rows } = comparisonTable(comparison);
  expect(rows).toHaveLength(12);
  for (const row of rows) expect(row).toHaveLength(columns.length);
  const change = columns.indexOf("change nats");
  expect(rows.map((row) => row[change])).toEqual([
    ...[null, null, null, null],
    ...CHANGES.map((one) => one.change),
    ...[null, null, null, null],
  ]);
});
