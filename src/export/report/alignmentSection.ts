import type { PairAlignment } from "../../evaluate/alignmentResult";
import { gap, meanByLayer } from "./alignmentPairs";
import { alignmentTables } from "./alignmentTables";
import { type ChartLine, lineChart } from "./lineChart";
import { type Content, type Markup, markup } from "./markup";
import { countText } from "./numberText";
import { type MeasuredPair, pairsOf, type ReportValues } from "./reportValues";
import { section } from "./table";

type Measure = (pair: PairAlignment) => number;

const accuracy = ({ centred }: PairAlignment): number => (centred.accuracyForward + centred.accuracyBackward) / 2;

const MEASURES: readonly (readonly [name: string, measure: Measure])[] = [
  ["cosine of translations", ({ raw }) => raw.cosine],
  ["cosine of shifted pairs", ({ raw }) => raw.cosineShuffled],
  ["gap, mean-centred", gap],
  ["accuracy@1, mean-centred", accuracy],
  ["linear CKA", ({ cka }) => cka],
];

/** In the units of the hidden states: on an axis of their own. */
const DISTANCES: typeof MEASURES = [["distance of means", ({ centroidDistance }) => centroidDistance]];

/** Each measure of base and tuned model. */
const linesOf = ({ base, tuned }: MeasuredPair<"alignment">, measures: typeof MEASURES): ChartLine[] =>
  measures.flatMap(([name, measure], series) =>
    (
      [
        [base, "base"],
        [tuned, "tuned"],
      ] as const
    ).flatMap(([side, who]): ChartLine[] =>
      side ? [{ name: `${name}, ${who}`, series, isDashed: who === "base", ...meanByLayer(side.result, measure) }] : [],
    ),
  );

const curves = (pair: MeasuredPair<"alignment">): Markup[] => [
  lineChart({
    title: "Alignment over layers, means over language pairs (0: the embedding)",
    ...{ x: "layer", y: "cosine, share, CKA", lines: linesOf(pair, MEASURES), isWhole: true, withZero: true },
  }),
  lineChart({
    title: "Distance of the languages' means over layers, mean over language pairs",
    ...{ x: "layer", y: "Euclidean distance", lines: linesOf(pair, DISTANCES), isWhole: true, withZero: true },
  }),
];

function pairParts(pair: MeasuredPair<"alignment">, { alignmentChanges }: ReportValues): Content[] {
  const { nSentences, languages } = (pair.tuned ?? pair.base)!.result;
  return [
    markup`<p class="hint">${countText(nSentences)} sentences in ${languages.length} languages, hidden states averaged over tokens. The measure is ours: the paper names none.</p>
`,
    curves(pair),
    alignmentTables(pair, pair.tuned ? alignmentChanges.get(pair.tuned.id) : undefined),
  ];
}

/** How alike translations lie in each layer, base beside tuned. */
export function alignmentSection(values: ReportValues): Markup | null {
  const pairs = pairsOf(values, "alignment");
  return pairs.length === 0
    ? null
    : section("alignment", "Cross-lingual alignment", ...pairs.map((pair) => pairParts(pair, values)));
}
