import type { AlignmentChange, Change, PairAlignment, SimilarityChange } from "../../evaluate/alignmentResult";
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

const bounds = (change: Change | undefined): string => (change ? boundsText(change.interval, changeText) : DASH);
const gapBounds = (pair: PairAlignment | undefined): string =>
  pair ? boundsText(pair.centred.gapInterval, columnText) : DASH;

const forward: Measure = ({ centred }) => centred.accuracyForward;
const backward: Measure = ({ centred }) => centred.accuracyBackward;
const cka: Measure = (pair) => pair.cka;
const distance: Measure = (pair) => pair.centroidDistance;

const columns = (...names: readonly string[]): TableColumn[] => [
  { name: "Pair" },
  ...names.map((name) => ({ name, isNumber: true })),
];

const gapTable = (rows: readonly ChangedRow[], title: string): Markup =>
  table(
    `Gap of ${title}`,
    columns("Base", "95 %", "Tuned", "95 %", "Change", "95 %"),
    rows.map((row) => [
      row.name,
      ...[of(row.before, gap), gapBounds(row.before), of(row.after, gap), gapBounds(row.after)],
      ...[changeOf(row, gap), bounds(row.change?.gap)],
    ]),
  );

const accuracyTable = (rows: readonly ChangedRow[], title: string): Markup =>
  table(
    `Accuracy@1 of ${title}; there (from the first language to the second) and back`,
    columns("There, base", "Tuned", "Change", "95 %", "Back, base", "Tuned", "Change", "95 %"),
    rows.map((row) => [
      row.name,
      ...[of(row.before, forward), of(row.after, forward), changeOf(row, forward), bounds(row.change?.accuracyForward)],
      ...[of(row.before, backward), of(row.after, backward), changeOf(row, backward)],
      bounds(row.change?.accuracyBackward),
    ]),
  );

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
  const title = `pairs in layer ${layer}, where the mean gap is largest (mean-centred)${shownText(rows, nPairs)}`;
  return [
    compared?.refusal ? markup`<p class="hint">No intervals of the changes: ${compared.refusal}.</p>\n` : null,
    ...[gapTable(changed, title), accuracyTable(changed, title), distanceTable(changed, layer)],
  ];
}
