import type { AlignmentResult, PairAlignment } from "../../evaluate/alignmentResult";
import { shortNames } from "./languageText";
import { type ChartLine, lineChart } from "./lineChart";
import { type Content, type Markup, markup } from "./markup";
import { changeText, columnText, countText } from "./numberText";
import { type MeasuredPair, pairsOf, type ReportValues } from "./reportValues";
import { section, table } from "./table";

/** More pairs make a table that nobody reads. */
const MOST_PAIRS = 66;

type Measure = (pair: PairAlignment) => number;

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const accuracy = ({ centred }: PairAlignment): number => (centred.accuracyForward + centred.accuracyBackward) / 2;
const gap = ({ centred }: PairAlignment): number => centred.cosine - centred.cosineShuffled;

/** Mean over all pairs of a measure, by layer. */
function curve({ nLayers, pairs }: AlignmentResult, measure: Measure): Pick<ChartLine, "x" | "y"> {
  const layers = Array.from({ length: nLayers + 1 }, (_, layer) => layer).filter((layer) =>
    pairs.some((pair) => pair.layer === layer),
  );
  return { x: layers, y: layers.map((layer) => meanOf(pairs.filter((pair) => pair.layer === layer).map(measure))) };
}

const MEASURES: readonly (readonly [name: string, measure: Measure])[] = [
  ["cosine of translations", ({ raw }) => raw.cosine],
  ["cosine of shifted pairs", ({ raw }) => raw.cosineShuffled],
  ["gap, mean-centred", gap],
  ["accuracy@1, mean-centred", accuracy],
];

function curves({ base, tuned }: MeasuredPair<"alignment">): Markup {
  const lines = MEASURES.flatMap(([name, measure], series) =>
    (
      [
        [base, "base"],
        [tuned, "tuned"],
      ] as const
    ).flatMap(([side, who]): ChartLine[] =>
      side ? [{ name: `${name}, ${who}`, series, isDashed: who === "base", ...curve(side.result, measure) }] : [],
    ),
  );
  return lineChart({
    title: "Alignment over layers, means over language pairs (0: the embedding)",
    ...{ x: "layer", y: "cosine, share", lines, isWhole: true, withZero: true },
  });
}

/** Pairs in the layer where the mean gap is largest. */
function pairTable({ base, tuned }: MeasuredPair<"alignment">): Content {
  const result = (tuned ?? base)!.result;
  const { x: layers, y: gaps } = curve(result, gap);
  const layer = layers[gaps.indexOf(Math.max(...gaps))];
  const inLayer = result.pairs.filter((pair) => pair.layer === layer).slice(0, MOST_PAIRS);
  const names = new Map(shortNames(result.languages).map((name, i) => [result.languages[i]!, name]));
  const find = (side: typeof base, { a, b }: PairAlignment) =>
    side?.result.pairs.find((pair) => pair.layer === layer && pair.a === a && pair.b === b);
  return table(
    `Pairs in layer ${layer}, where the mean gap is largest (mean-centred)`,
    [
      { name: "Pair" },
      ...["Gap, base", "Gap, tuned", "Change", "Accuracy@1, base", "Tuned"].map((name) => ({ name, isNumber: true })),
    ],
    inLayer.map((pair) => {
      const [before, after] = [find(base, pair), find(tuned, pair)];
      const change = before && after ? gap(after) - gap(before) : undefined;
      return [
        `${names.get(pair.a) ?? pair.a} – ${names.get(pair.b) ?? pair.b}`,
        ...[columnText(before && gap(before)), columnText(after && gap(after)), changeText(change)],
        ...[columnText(before && accuracy(before)), columnText(after && accuracy(after))],
      ];
    }),
  );
}

function pairParts(pair: MeasuredPair<"alignment">): Content[] {
  const { nSentences, languages } = (pair.tuned ?? pair.base)!.result;
  return [
    markup`<p class="hint">${countText(nSentences)} sentences in ${languages.length} languages, hidden states averaged over tokens. The measure is ours: the paper names none.</p>
`,
    curves(pair),
    pairTable(pair),
  ];
}

/** How alike translations lie in each layer, base beside tuned. */
export function alignmentSection(values: ReportValues): Markup | null {
  const pairs = pairsOf(values, "alignment");
  return pairs.length === 0 ? null : section("alignment", "Cross-lingual alignment", ...pairs.map(pairParts));
}
