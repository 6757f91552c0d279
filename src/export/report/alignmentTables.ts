import type { AlignmentChange, Change, PairAlignment, SimilarityChange } from "../../evaluate/alignmentResult";
import type { Interval } from "../../evaluate/interval";
import { gap, type PairRow, pairRows } from "./alignmentPairs";
import type { Comparison } from "./comparison";
import { type Content, type Markup, markup } from "./markup";
import { boundsText, changeText, columnText, countText, DASH } from "./numberText";
import type { MeasuredPair } from "./reportValues";
import { type TableColumn, table } from "./table";

/** A row with what is known of its change by the bootstrap over sentences. */
interface ChangedRow extends PairRow {
  readonly change: SimilarityChange | undefined;
}

type Measure = (pair: PairAlignment) => number;

const of = (pair: PairAlignment | undefined, measure: Measure): string => columnText(pair && measure(pair));

/** The change of a measure between two sides that are both there. */
function changeOf({ before, after }: PairRow, measure: Measure): string {
  return changeText(before && after && measure(after) - measure(before));
}

/** A measure that is a mean over sentences, and so has intervals. */
interface Estimate {
  readonly name: string;
  readonly value: Measure;
  readonly interval: (pair: PairAlignment) => Interval;
  readonly change: (change: SimilarityChange) => Change;
}

const ESTIMATES: readonly Estimate[] = [
  {
    name: "Gap",
    value: gap,
    interval: ({ centred }) => centred.gapInterval,
    change: (change) => change.gap,
  },
  {
    name: "Accuracy@1 from the first language to the second",
    value: ({ centred }) => centred.accuracyForward,
    interval: ({ centred }) => centred.accuracyForwardInterval,
    change: (change) => change.accuracyForward,
  },
  {
    name: "Accuracy@1 from the second language to the first",
    value: ({ centred }) => centred.accuracyBackward,
    interval: ({ centred }) => centred.accuracyBackwardInterval,
    change: (change) => change.accuracyBackward,
  },
];

const cka: Measure = (pair) => pair.cka;
const distance: Measure = (pair) => pair.centroidDistance;

const columns = (...names: readonly string[]): TableColumn[] => [
  { name: "Pair" },
  ...names.map((name) => ({ name, isNumber: true })),
];

function estimateTable({ name, value, interval, change }: Estimate, rows: readonly ChangedRow[], what: string): Markup {
  const own = (pair: PairAlignment | undefined): string[] => [
    of(pair, value),
    pair ? boundsText(interval(pair), columnText) : DASH,
  ];
  return table(
    `${name}, of ${what}`,
    columns("Base", "95 %", "Tuned", "95 %", "Change", "95 %"),
    rows.map((row) => [
      ...[row.name, ...own(row.before), ...own(row.after), changeOf(row, value)],
      row.change ? boundsText(change(row.change).interval, changeText) : DASH,
    ]),
  );
}

const distanceTable = (rows: readonly ChangedRow[], layer: number): Markup =>
  table(
    `Linear CKA, and Euclidean distance of the languages' means, of the same pairs in layer ${layer}; no intervals: neither is a mean over sentences`,
    columns("CKA, base", "Tuned", "Change", "Distance, base", "Tuned", "Change"),
    rows.map((row) => [
      row.name,
      ...[of(row.before, cka), of(row.after, cka), changeOf(row, cka)],
      ...[of(row.before, distance), of(row.after, distance), changeOf(row, distance)],
    ]),
  );

const isCompared = ({ before, after }: PairRow): boolean => before !== undefined && after !== undefined;

/** How many pairs the tables show, where it is not all. */
const shownText = (rows: readonly PairRow[], nPairs: number): string =>
  rows.length === nPairs
    ? ""
    : `; ${countText(rows.length)} of ${countText(nPairs)} pairs are shown${rows.some(isCompared) ? ", the largest changes first" : ""}`;

/** Pairs in the layer where the mean gap is largest, with all that is known of each. */
export function alignmentTables(
  measured: MeasuredPair<"alignment">,
  compared: Comparison<AlignmentChange> | undefined,
): Content {
  const { layer, rows, nPairs } = pairRows(measured);
  const changes = compared?.change?.pairs ?? [];
  const changed = rows.map((row): ChangedRow => {
    const { a, b } = (row.after ?? row.before)!;
    const found = changes.find((change) => change.layer === layer && change.a === a && change.b === b);
    return { ...row, change: found?.centred };
  });
  const what = `pairs in layer ${layer}, where the mean gap is largest (mean-centred)${shownText(rows, nPairs)}`;
  return [
    compared?.refusal ? markup`<p class="hint">No intervals of the changes: ${compared.refusal}.</p>\n` : null,
    ESTIMATES.map((estimate) => estimateTable(estimate, changed, what)),
    distanceTable(changed, layer),
  ];
}
