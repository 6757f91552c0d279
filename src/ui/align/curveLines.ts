import type { AlignmentChange, AlignmentResult } from "../../evaluate/alignmentResult";
import type { BandLine, BandLines } from "../charts/bandLines";
import type { FigureTable } from "../charts/figure";
import type { LineStyle } from "../charts/lines";
import { formatEstimate, formatFigure } from "../format";
import { languageName } from "../languageStyle";
import { changeOf, type Measure, measured, type Value } from "./measures";

/** A model's alignment with what it is called in figures. */
export interface AlignedModel {
  readonly name: string;
  readonly result: AlignmentResult;
}

/** The curves of one measure over layers, from one language to others. */
export interface Curves {
  readonly measure: Measure;
  readonly isCentred: boolean;
  readonly from: string;
  readonly to: readonly string[];
  /** One or two. */
  readonly models: readonly AlignedModel[];
  readonly styleOf: (language: string) => Pick<LineStyle, "series" | "marker">;
  readonly at: number | null;
}

/** A row of what is drawn. */
interface Row {
  readonly to: string;
  readonly model: string;
  readonly layer: number;
  readonly value: Value;
}

export const layersOf = ({ nLayers }: AlignmentResult): number[] => Array.from({ length: nLayers + 1 }, (_, l) => l);

const vectors = (isCentred: boolean): string => (isCentred ? "mean-centred" : "as they are");

function rowsOf({ measure, isCentred, from }: Curves, to: string, { name, result }: AlignedModel): Row[] {
  return layersOf(result).flatMap((layer) => {
    const value = measured(result, measure, { isCentred, from, to, layer });
    return value ? [{ to, model: name, layer, value }] : [];
  });
}

/** "0.512 (0.49–0.53)", or the figure alone. */
export function valueText({ value, interval }: Value): string {
  return interval ? formatEstimate(value, interval.low, interval.high) : formatFigure(value);
}

function toLine(rows: readonly Row[], name: string, style: BandLine["style"], kind: BandLine["kind"]): BandLine {
  const intervals = rows.map(({ value }) => value.interval);
  const known = intervals.filter((interval) => interval !== null);
  return {
    ...{ name, style, kind },
    y: rows.map(({ value }) => value.value),
    band:
      known.length === rows.length && known.length > 0
        ? { low: known.map(({ low }) => low), high: known.map(({ high }) => high) }
        : null,
    hover: rows.map(({ layer, value }) => [name, `layer ${layer}: ${valueText(value)}`]),
  };
}

/** Pairs that are no translations. */
function toReference(rows: readonly Row[], name: string, style: BandLine["style"]): BandLine[] {
  const shuffled = rows.flatMap(({ value, ...rest }) =>
    value.shuffled === null ? [] : [{ ...rest, value: { value: value.shuffled, interval: null, shuffled: null } }],
  );
  return shuffled.length > 0 ? [toLine(shuffled, `${name}, shuffled`, style, "reference")] : [];
}

const titleOf = ({ measure, isCentred, from }: Curves): string =>
  `${measure.name} from ${languageName(from)}${measure.hasCentred ? `, vectors ${vectors(isCentred)}` : ""}`;

/** A picture says by itself what its bands are. */
const withBands = (axis: string, lines: readonly BandLine[]): string =>
  lines.some(({ band }) => band !== null) ? `${axis} (95 % bands)` : axis;

/** A line a language and model, over layers. */
export function curveLines(curves: Curves): BandLines {
  const { measure, to, models, styleOf, at } = curves;
  const lines = to.flatMap((language) =>
    models.flatMap((model, place) => {
      const rows = rowsOf(curves, language, model);
      if (rows.length === 0) return [];
      const name = models.length > 1 ? `${languageName(language)}, ${model.name}` : languageName(language);
      const style = styleOf(language);
      return [toLine(rows, name, style, place === 0 ? "first" : "second"), ...toReference(rows, name, style)];
    }),
  );
  const y = withBands(measure.axis, lines);
  return { title: titleOf(curves), x: "layer", y, lines, hasZero: measure.id === "gap", at };
}

/** The numbers of `curveLines`, a row a point. */
export function curveTable(curves: Curves): FigureTable {
  const { measure, isCentred, from, to, models } = curves;
  return {
    columns: ["from", "to", "model", "layer", "vectors", measure.name, "low 95 %", "high 95 %", "shuffled"],
    rows: to.flatMap((language) =>
      models.flatMap((model) =>
        rowsOf(curves, language, model).map(({ layer, value: { value, interval, shuffled } }) => [
          ...[from, language, model.name, layer, vectors(isCentred)],
          ...[value, interval?.low ?? null, interval?.high ?? null, shuffled],
        ]),
      ),
    ),
  };
}

/** Changes from the first model to the second; without intervals where the change of the measure has none. */
function changesOf({ measure, isCentred, from, models }: Curves, change: AlignmentChange | null, to: string): Row[] {
  const [base, tuned] = models;
  if (!base || !tuned) return [];
  return layersOf(base.result).flatMap((layer) => {
    const at = { isCentred, from, to, layer };
    const known = change && changeOf(change, measure, at);
    if (known) return [{ to, model: tuned.name, layer, value: known }];
    const [before, after] = [base, tuned].map(({ result }) => measured(result, measure, at));
    if (!before || !after) return [];
    const value = { value: after.value - before.value, interval: null, shuffled: null };
    return [{ to, model: tuned.name, layer, value }];
  });
}

/** What the second model changed, over layers. */
export function changeLines(curves: Curves, change: AlignmentChange | null): BandLines {
  const { measure, to, models, styleOf, at } = curves;
  const lines = to.flatMap((language) => {
    const rows = changesOf(curves, change, language);
    return rows.length > 0 ? [toLine(rows, languageName(language), styleOf(language), "first")] : [];
  });
  const [base, tuned] = models;
  const title = `${titleOf(curves)}: ${tuned?.name} − ${base?.name}`;
  return { title, x: "layer", y: withBands(`change of ${measure.axis}`, lines), lines, hasZero: true, at };
}

/** The numbers of `changeLines`, a row a point. */
export function changeTable(curves: Curves, change: AlignmentChange | null): FigureTable {
  const { measure, isCentred, from, to, models } = curves;
  return {
    columns: ["from", "to", "model", "layer", "vectors", `change of ${measure.name}`, "low 95 %", "high 95 %"],
    rows: to.flatMap((language) =>
      changesOf(curves, change, language).map(({ layer, value: { value, interval } }) => [
        ...[from, language, `${models[1]?.name} − ${models[0]?.name}`, layer, vectors(isCentred)],
        ...[value, interval?.low ?? null, interval?.high ?? null],
      ]),
    ),
  };
}
