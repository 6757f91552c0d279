import type { AlignmentChange, Change, PairAlignment, PairChange } from "../../evaluate/alignmentResult";
import type { Interval } from "../../evaluate/interval";
import { gap, type PairRow, pairRows } from "./alignmentPairs";
import type { Comparison } from "./comparison";
import { type Content, type Markup, markup } from "./markup";
import { boundsText, changeText, columnText, countText, DASH } from "./numberText";
import type { MeasuredPair } from "./reportValues";
import { type TableColumn, table } from "./table";

/** A row with what is known of its change by the bootstrap over sentences. */
interface ChangedRow extends PairRow {
  readonly change: PairChange | undefined;
}

type Measure = (pair: PairAlignment) => number;

const of = (pair: PairAlignment | undefined, measure: Measure): string => columnText(pair && measure(pair));

/** The change of a measure between two sides that are both there. */
function changeOf({ before, after }: PairRow, measure: Measure): string {
  return changeText(before && after && measure(after) - measure(before));
}

/** A measure with its intervals; null where it has none. */
interface Estimate {
  readonly name: string;
  readonly value: Measure;
  readonly interval: (pair: PairAlignment) => Interval | null;
  readonly change: (change: PairChange) => Change | null;
}

/** Of mean-centred vectors. */
const SIMILARITIES: readonly Estimate[] = [
  {
    name: "Gap",
    value: gap,
    interval: ({ centred }) => centred.gapInterval,
    change: ({ centred }) => centred.gap,
  },
  {
    name: "Accuracy@1 from the first language to the second",
    value: ({ centred }) => centred.accuracyForward,
    interval: ({ centred }) => centred.accuracyForwardInterval,
    change: ({ centred }) => centred.accuracyForward,
  },
  {
    name: "Accuracy@1 from the second language to the first",
    value: ({ centred }) => centred.accuracyBackward,
    interval: ({ centred }) => centred.accuracyBackwardInterval,
    change: ({ centred }) => centred.accuracyBackward,
  },
];

/** Whose intervals are of the measures' linear approximations. */
const APPROXIMATED: readonly Estimate[] = [
  {
    name: "Linear CKA (biased upward with fewer sentences than numbers in a vector)",
    value: ({ cka }) => cka,
    interval: ({ ckaInterval }) => ckaInterval,
    change: ({ cka }) => cka,
  },
  {
    name: "Euclidean distance of the languages' means",
    value: ({ centroidDistance }) => centroidDistance,
    interval: ({ centroidDistanceInterval }) => centroidDistanceInterval,
    change: ({ centroidDistance }) => centroidDistance,
  },
];

const bounds = (interval: Interval | null | undefined, text: (value: number) => string): string =>
  interval ? boundsText(interval, text) : DASH;

const columns = (...names: readonly string[]): TableColumn[] => [
  { name: "Pair" },
  ...names.map((name) => ({ name, isNumber: true })),
];

function estimateTable({ name, value, interval, change }: Estimate, rows: readonly ChangedRow[], what: string): Markup {
  const own = (pair: PairAlignment | undefined): string[] => [
    of(pair, value),
    bounds(pair && interval(pair), columnText),
  ];
  return table(
    `${name}, of ${what}`,
    columns("Base", "95 %", "Tuned", "95 %", "Change", "95 %"),
    rows.map((row) => [
      ...[row.name, ...own(row.before), ...own(row.after), changeOf(row, value)],
      bounds(row.change && change(row.change)?.interval, changeText),
    ]),
  );
}

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
    return { ...row, change: found };
  });
  const what = `pairs in layer ${layer}, where the mean gap is largest (mean-centred)${shownText(rows, nPairs)}`;
  const same = `the same pairs in layer ${layer}; intervals of its linear approximation, which are ours`;
  return [
    compared?.refusal ? markup`<p class="hint">No intervals of the changes: ${compared.refusal}.</p>\n` : null,
    SIMILARITIES.map((estimate) => estimateTable(estimate, changed, what)),
    APPROXIMATED.map((estimate) => estimateTable(estimate, changed, same)),
  ];
}
