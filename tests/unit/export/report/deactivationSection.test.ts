import { expect, test } from "vitest";
import type { DeactivationResult } from "../../../../src/evaluate/deactivationResult";
import { deactivationSection } from "../../../../src/export/report/deactivationSection";
import { pairMeasured } from "../../../../src/export/report/pairMeasured";
import { evaluation, madeReport } from "./madeReport";

type Change = Partial<DeactivationResult>;

const ENOUGH: Change = { windows: [12, 12] };

/** The section on these models' measurements. */
function markupOf({ base, tuned }: { base?: Change; tuned?: Change }): string {
  const measured = (isTuned: boolean, change: Change | undefined) => {
    const made = evaluation("deactivation", isTuned);
    return change ? [{ ...made, result: { ...made.result, ...change } }] : [];
  };
  const pairs = pairMeasured(measured(false, base), measured(true, tuned));
  return deactivationSection({ ...madeReport(), measured: pairs })!.markup;
}

const wordsOf = (page: string): string =>
  page
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();

/** How strong each cell's colour is, by its number. */
const sharesOf = (page: string): [share: number, text: string][] =>
  [...page.matchAll(/--share:(\d+)%.*?<text class="(?:on|off)"[^>]*>([^<]*)<\/text>/g)].map(([, share, text]) => [
    Number(share),
    text!,
  ]);

/** Changes of the mask are as given, those of random neurons none. */
const changing = (cym: number, eng: number): Change => ({
  ...ENOUGH,
  maskNats: [[4 + cym, 4.5 + eng]],
  randomNats: [[4, 4.5]],
});

test("one size of change has one colour, of base and tuned alike, and that is said", () => {
  const page = markupOf({ base: changing(0.5, 0.25), tuned: changing(2, -0.5) });
  expect(sharesOf(page)).toEqual([
    ...[
      [25, "+0.500"],
      [13, "+0.250"],
      [0, "±0.000"],
      [0, "±0.000"],
    ],
    ...[
      [100, "+2.000"],
      [25, "−0.500"],
      [0, "±0.000"],
      [0, "±0.000"],
    ],
  ]);
  expect(wordsOf(page)).toContain("The colours of base and tuned alike are full at 2 nats above or below 0.");
});

test("of one model the scale is of its own two pictures", () => {
  const page = markupOf({ base: changing(0.5, 0.25) });
  expect(sharesOf(page).slice(0, 2)).toEqual([
    [100, "+0.500"],
    [50, "+0.250"],
  ]);
  expect(wordsOf(page)).toContain("The colours of both pictures are full at 0.5 nats");
});

const INTERVALS: Change = {
  ...changing(0.5, 0.25),
  maskIntervals: [
    [
      { low: 0.375, high: 0.625 },
      { low: -0.125, high: 0.5 },
    ],
  ],
  randomIntervals: [
    [
      { low: -0.0625, high: 0.0625 },
      { low: -0.25, high: 0.125 },
    ],
  ],
};

test("each cell tells its interval, and a table those of each language without its own neurons", () => {
  const page = markupOf({ base: INTERVALS });
  const tips = [...page.matchAll(/<title>([^<]*)<\/title>/g)].map(([, tip]) => tip);
  expect(tips.filter((tip) => tip!.includes("95 %"))).toEqual([
    "cym (41), cym: +0.500, 95 % +0.375 to +0.625",
    "cym (41), eng: +0.250, 95 % −0.125 to +0.500",
    "cym (41), cym: ±0.000, 95 % −0.063 to +0.063",
    "cym (41), eng: ±0.000, 95 % −0.250 to +0.125",
  ]);
  expect(wordsOf(page)).toContain("Welsh (cym_Latn) 41 12 +0.500 +0.375 to +0.625 ±0.000 −0.063 to +0.063");
});

test.each([
  [1, "With a single window a language the intervals are too narrow"],
  [9, "With 9 windows a language the intervals are too narrow"],
])("of %i windows a language it is said that they are too few", (windows, sentence) => {
  const few = { ...INTERVALS, windows: [windows, 40] };
  const both = wordsOf(markupOf({ base: few, tuned: few }));
  expect(both.split(sentence)).toHaveLength(2);
  expect(wordsOf(markupOf({ base: { ...few, windows: [10, 40] } }))).not.toContain("too narrow");
});

test("a single window has no interval", () => {
  const page = markupOf({ base: { ...INTERVALS, windows: [1, 40] } });
  expect(wordsOf(page)).toContain("Welsh (cym_Latn) 41 1 +0.500 – ±0.000 –");
  expect(page).toContain("cym (41), cym: +0.500, 95 % –<");
});

test("where no text is of a language whose neurons were zeroed, no table stands", () => {
  const page = markupOf({ base: { ...INTERVALS, maskLanguages: ["isl_Latn"] } });
  expect(page).not.toContain("<table>");
  expect(sharesOf(page)).toHaveLength(4);
});
