import type { AlignmentResult, PairAlignment } from "../../evaluate/alignmentResult";
import { shortNames } from "./languageText";
import type { MeasuredPair } from "./reportValues";

/** More pairs make a table that nobody reads. */
const MOST_PAIRS = 66;

/** Two languages in one layer, by the base and by the tuned model. */
export interface PairRow {
  readonly name: string;
  readonly before: PairAlignment | undefined;
  readonly after: PairAlignment | undefined;
}

/** The pairs that are shown of a layer. */
export interface PairRows {
  readonly layer: number;
  /** Those whose gap changed most come first; in the order of the languages where there is nothing to compare. */
  readonly rows: readonly PairRow[];
  /** Of the layer, shown or not. */
  readonly nPairs: number;
}

/** Of the cosine of translations over that of shifted pairs, mean-centred. */
export const gap = ({ centred }: PairAlignment): number => centred.cosine - centred.cosineShuffled;

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean over all pairs of a measure, by layer. */
export function meanByLayer(
  { nLayers, pairs }: AlignmentResult,
  measure: (pair: PairAlignment) => number,
): { readonly x: number[]; readonly y: number[] } {
  const layers = Array.from({ length: nLayers + 1 }, (_, layer) => layer).filter((layer) =>
    pairs.some((pair) => pair.layer === layer),
  );
  return { x: layers, y: layers.map((layer) => meanOf(pairs.filter((pair) => pair.layer === layer).map(measure))) };
}

/** Where the mean gap is largest; of the tuned model where there is one. */
export function widestLayer({ base, tuned }: MeasuredPair<"alignment">): number {
  const { x: layers, y: gaps } = meanByLayer((tuned ?? base)!.result, gap);
  return layers[gaps.indexOf(Math.max(...gaps))] ?? 0;
}

const gapChange = ({ before, after }: PairRow): number => (before && after ? Math.abs(gap(after) - gap(before)) : 0);

/** The pairs of the layer with the widest gap. */
export function pairRows(measured: MeasuredPair<"alignment">): PairRows {
  const { base, tuned } = measured;
  const { pairs, languages } = (tuned ?? base)!.result;
  const layer = widestLayer(measured);
  const names = new Map(shortNames(languages).map((name, i) => [languages[i]!, name]));
  const find = (side: typeof base, { a, b }: PairAlignment) =>
    side?.result.pairs.find((pair) => pair.layer === layer && pair.a === a && pair.b === b);
  const rows = pairs
    .filter((pair) => pair.layer === layer)
    .map((pair) => ({
      name: `${names.get(pair.a) ?? pair.a} – ${names.get(pair.b) ?? pair.b}`,
      before: find(base, pair),
      after: find(tuned, pair),
    }));
  const sorted = rows.toSorted((one, other) => gapChange(other) - gapChange(one));
  return { layer, rows: sorted.slice(0, MOST_PAIRS), nPairs: rows.length };
}
