import type { PairAlignment } from "../../evaluate/alignmentResult";
import { gap, meanByLayer, type PairRows, pairRows } from "./alignmentPairs";
import { type ChartLine, lineChart } from "./lineChart";
import { type Content, type Markup, markup } from "./markup";
import { changeText, columnText, countText } from "./numberText";
import { type MeasuredPair, pairsOf, type ReportValues } from "./reportValues";
import { section, table } from "./table";

type Measure = (pair: PairAlignment) => number;

const accuracy = ({ centred }: PairAlignment): number => (centred.accuracyForward + centred.accuracyBackward) / 2;

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
      side ? [{ name: `${name}, ${who}`, series, isDashed: who === "base", ...meanByLayer(side.result, measure) }] : [],
    ),
  );
  return lineChart({
    title: "Alignment over layers, means over language pairs (0: the embedding)",
    ...{ x: "layer", y: "cosine, share", lines, isWhole: true, withZero: true },
  });
}

const isCompared = (rows: PairRows["rows"]): boolean => rows.some(({ before, after }) => before && after);

/** How many pairs a table shows, where it is not all. */
const shownText = ({ rows, nPairs }: PairRows): string =>
  rows.length === nPairs
    ? ""
    : `; ${countText(rows.length)} of ${countText(nPairs)} pairs are shown${isCompared(rows) ? ", the largest changes first" : ""}`;

/** Pairs in the layer where the mean gap is largest. */
function pairTable(shown: PairRows): Content {
  return table(
    `Pairs in layer ${shown.layer}, where the mean gap is largest (mean-centred)${shownText(shown)}`,
    [
      { name: "Pair" },
      ...["Gap, base", "Gap, tuned", "Change", "Accuracy@1, base", "Tuned"].map((name) => ({ name, isNumber: true })),
    ],
    shown.rows.map(({ name, before, after }) => {
      const change = before && after ? gap(after) - gap(before) : undefined;
      return [
        name,
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
    pairTable(pairRows(pair)),
  ];
}

/** How alike translations lie in each layer, base beside tuned. */
export function alignmentSection(values: ReportValues): Markup | null {
  const pairs = pairsOf(values, "alignment");
  return pairs.length === 0 ? null : section("alignment", "Cross-lingual alignment", ...pairs.map(pairParts));
}
