import type { LanguageOverlap } from "../../lape/languageOverlap";
import type { Figure, FigureFrame, FigureTable } from "./figure";
import { countTicks, heatmapFigure } from "./heatmap";
import { languageLabels } from "./languageLabels";
import { BLUE_WHITE_ORANGE, CIVIDIS } from "./palette";

/** How the neurons that two languages share are measured. */
export type OverlapMeasure = "shared" | "jaccard" | "over expectation";

/** A pair's shared neurons, their Jaccard index (shared / either) and their ratio to chance; null where undefined. */
export interface PairOverlap {
  readonly shared: number;
  readonly expected: number;
  readonly jaccard: number | null;
  readonly ratio: number | null;
}

/** Languages `a` and `b` (indices); the diagonal of `shared` holds each language's own count. */
export function pairOverlap({ languages, shared, expected }: LanguageOverlap, a: number, b: number): PairOverlap {
  const n = languages.length;
  const both = shared[a * n + b]!;
  const either = shared[a * n + a]! + shared[b * n + b]! - both;
  const chance = expected[a * n + b]!;
  return {
    shared: both,
    expected: chance,
    jaccard: either > 0 ? both / either : null,
    ratio: chance > 0 ? both / chance : null,
  };
}

const figures = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 2 });
const short = (value: number): string => figures.format(value).replace(/^0\./, ".");
/** Three significant digits, as everywhere on the page. */
const exact = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });
/** Ratios beyond 2 to this power look the same. */
const MOST_DOUBLINGS = 4;

/** Where chance gives fewer than one, finding none says nothing. */
const saysNothing = ({ shared, expected }: PairOverlap): boolean => shared === 0 && expected < 1;

function colorValue(pair: PairOverlap, measure: OverlapMeasure): number | null {
  if (measure === "shared") return pair.shared;
  if (measure === "jaccard") return pair.jaccard;
  if (pair.ratio === null || saysNothing(pair)) return null;
  return Math.log2(pair.ratio);
}

function textOf(pair: PairOverlap, measure: OverlapMeasure): string {
  // Where nothing is shared the colour says so.
  if (pair.shared === 0) return measure === "over expectation" && !saysNothing(pair) ? "0" : "";
  if (measure === "shared") return String(pair.shared);
  const value = measure === "jaccard" ? pair.jaccard : pair.ratio;
  return value === null ? "" : short(value);
}

const TITLES: Readonly<Record<OverlapMeasure, string>> = {
  shared: "Neurons shared by two languages",
  jaccard: "Overlap of two languages (Jaccard index)",
  "over expectation": "Shared neurons over chance",
};

function scaleOf(measure: OverlapMeasure, values: readonly number[]) {
  if (measure === "over expectation") {
    // None shared is a factor of zero, below every scale: the others set its ends.
    const finite = values.filter(Number.isFinite).map(Math.abs);
    const steps = Math.min(MOST_DOUBLINGS, Math.max(1, Math.ceil(Math.max(0, ...finite))));
    const ticks = Array.from({ length: 2 * steps + 1 }, (_, i) => i - steps);
    const factor = (step: number): string => (step < 0 ? `1/${2 ** -step}` : `${2 ** step}`);
    const isCut = (step: number): boolean => values.some((value) => (step < 0 ? value < step : value > step));
    // An end of the scale says when it stands for more than itself.
    const tickText = ticks.map((step) => {
      const end = Math.abs(step) === steps && isCut(step);
      return end ? `${step < 0 ? "≤" : "≥"} ${factor(step)}` : factor(step);
    });
    return {
      palette: BLUE_WHITE_ORANGE,
      domain: [-steps, steps] as const,
      colorBar: { title: "times chance", ticks, tickText },
    };
  }
  const max = Math.max(...values, measure === "shared" ? 1 : 0.01);
  if (measure === "shared") {
    return { palette: CIVIDIS, domain: [0, max] as const, colorBar: { title: "neurons", ticks: countTicks(max) } };
  }
  const ticks = [0, max / 2, max];
  return {
    palette: CIVIDIS,
    domain: [0, max] as const,
    colorBar: { title: "Jaccard index", ticks, tickText: ticks.map(short) },
  };
}

/** Language x language. The diagonal has a number but no colour: a language shares all its neurons with itself. */
export function overlapFigure(overlap: LanguageOverlap, measure: OverlapMeasure, frame: FigureFrame): Figure {
  const { languages } = overlap;
  const pairs = languages.map((_, a) => languages.map((_, b) => pairOverlap(overlap, a, b)));
  const z = pairs.map((row, a) => row.map((pair, b) => (a === b ? null : colorValue(pair, measure))));
  const hover = pairs.map((row, a) =>
    row.map((pair, b) => {
      if (a === b) return [`${languages[a]}: ${pair.shared} neurons`];
      const jaccard = pair.jaccard === null ? "–" : exact.format(pair.jaccard);
      const ratio = pair.ratio === null ? "–" : `${exact.format(pair.ratio)} times`;
      return [
        `${languages[a]} and ${languages[b]}: ${pair.shared} shared`,
        `${exact.format(pair.expected)} expected by chance (${ratio})`,
        `Jaccard index ${jaccard}`,
      ];
    }),
  );
  const labels = languageLabels(languages);
  const scale = scaleOf(
    measure,
    z.flat().filter((value) => value !== null),
  );
  const [low, high] = scale.domain;
  return heatmapFigure(
    {
      title: TITLES[measure],
      x: { title: "language", labels },
      y: { title: "language", labels },
      z: z.map((row) => row.map((value) => (value === null ? null : Math.min(high, Math.max(low, value))))),
      text: pairs.map((row, a) => row.map((pair, b) => (a === b ? String(pair.shared) : textOf(pair, measure)))),
      hover,
      ...scale,
    },
    frame,
  );
}

/** A row a pair: each once. */
export function overlapTable(overlap: LanguageOverlap): FigureTable {
  const { languages } = overlap;
  const rows = languages.flatMap((from, a) =>
    languages.slice(a + 1).map((to, i) => {
      const { shared, expected, jaccard, ratio } = pairOverlap(overlap, a, a + 1 + i);
      return [from, to, shared, expected, jaccard, ratio];
    }),
  );
  return { columns: ["language", "other language", "shared", "expected by chance", "jaccard", "times chance"], rows };
}
