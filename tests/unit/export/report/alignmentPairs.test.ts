import { expect, test } from "vitest";
import type { AlignmentResult, PairAlignment } from "../../../../src/evaluate/alignmentResult";
import { pairRows } from "../../../../src/export/report/alignmentPairs";
import { alignmentSection } from "../../../../src/export/report/alignmentSection";
import type { MeasuredPair, ReportEvaluation } from "../../../../src/export/report/reportValues";
import { evaluation, madeReport } from "./madeReport";

/** Twelve languages make 66 pairs, thirteen 78. */
const languagesOf = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${"abcdefghijklm"[i]}aa_Latn`);

/** Pair by pair, in layers 0 and 1, with gaps of 0.1 and 0.5 and what `gain` adds. */
function sideOf(languages: readonly string[], gain: (pair: number) => number): ReportEvaluation<"alignment"> {
  const made = evaluation("alignment", false);
  const like = made.result.pairs[0]!;
  const names = languages.flatMap((a, i) => languages.slice(i + 1).map((b) => [a, b] as const));
  const pairs: PairAlignment[] = [0.1, 0.5].flatMap((own, layer) =>
    names.map(([a, b], i) => {
      const centred = { ...like.centred, cosineShuffled: 0, cosine: own + (layer === 1 ? gain(i) : 0) };
      return { ...like, a, b, layer, centred };
    }),
  );
  const result: AlignmentResult = { ...made.result, languages, nLayers: 1, pairs };
  return { ...made, result };
}

const pairOf = (count: number, gain: (pair: number) => number): MeasuredPair<"alignment"> => ({
  kind: "alignment",
  base: sideOf(languagesOf(count), () => 0),
  tuned: sideOf(languagesOf(count), gain),
});

const captionOf = (measured: MeasuredPair<"alignment">): string =>
  /<caption>([^<]*)/.exec(alignmentSection({ ...madeReport(), measured: [measured] })!.markup)![1]!;

test("the pairs that changed most come first, and those of many that are not shown are counted", () => {
  // Of 78 pairs the last changed most, up or down by turns.
  const measured = pairOf(13, (i) => (i % 2 ? -1 : 1) * i * 0.005);
  const { layer, rows, nPairs } = pairRows(measured);
  expect([layer, rows.length, nPairs]).toEqual([1, 66, 78]);
  expect([rows[0]!.name, rows[1]!.name, rows[65]!.name]).toEqual(["laa – maa", "kaa – maa", "baa – caa"]);
  expect(rows[0]!.after!.centred.cosine).toBeCloseTo(0.5 - 77 * 0.005, 12);
  expect(rows[0]!.before!.centred.cosine).toBe(0.5);
  expect(captionOf(measured)).toContain("; 66 of 78 pairs are shown, the largest changes first");
});

test("of a table with all pairs nothing is counted, of one side alone nothing is said to have changed", () => {
  expect(captionOf(pairOf(12, () => 0.25))).not.toContain("shown");
  const alone = { ...pairOf(13, () => 0), tuned: null };
  expect(captionOf(alone)).toMatch(/; 66 of 78 pairs are shown$/);
  expect(pairRows(alone).rows[0]!.name).toBe("aaa – baa");
});
