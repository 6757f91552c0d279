import type { Figure, FigureFrame, FigureTable } from "../charts/figure";
import { heatmapFigure } from "../charts/heatmap";
import { languageLabels } from "../charts/languageLabels";
import { BLUE_WHITE_ORANGE, CIVIDIS } from "../charts/palette";
import { languageName } from "../languageStyle";
import { type AlignedModel, valueText } from "./curveLines";
import { type Measure, measured, type Value } from "./measures";

/** A measure of every pair of languages in one layer, by one model or as a difference of two. */
export interface Matrix {
  readonly measure: Measure;
  readonly isCentred: boolean;
  readonly layer: number;
  /** The first alone, the second alone, or the second less the first. */
  readonly shows: "first" | "second" | "difference";
  readonly models: readonly AlignedModel[];
}

type Cell = Value | null;

const cellsOf = ({ measure, isCentred, layer }: Matrix, { result }: AlignedModel): Cell[][] =>
  result.languages.map((from) =>
    result.languages.map((to) => (from === to ? null : measured(result, measure, { isCentred, from, to, layer }))),
  );

function shownCells(matrix: Matrix): Cell[][] {
  const { shows, models } = matrix;
  const [first, second] = models.map((model) => cellsOf(matrix, model));
  if (shows === "first" || !second) return first ?? [];
  if (shows === "second") return second;
  return second.map((row, a) =>
    row.map((after, b) => {
      const before = first?.[a]?.[b];
      return after && before ? { value: after.value - before.value, interval: null, shuffled: null } : null;
    }),
  );
}

const valuesOf = (cells: readonly (readonly Cell[])[]): number[] =>
  cells.flat().flatMap((cell) => (cell ? [cell.value] : []));

/** One scale for both models, so that their colours mean the same. */
function domainOf(matrix: Matrix, cells: readonly (readonly Cell[])[]): readonly [number, number] {
  const { measure, shows, models } = matrix;
  if (shows === "difference") {
    const most = valuesOf(cells).reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    return most > 0 ? [-most, most] : [-1, 1];
  }
  if (measure.id === "retrieval" || measure.id === "cka") return [0, 1];
  const all = models.flatMap((model) => valuesOf(cellsOf(matrix, model)));
  const high = Math.max(...all);
  const low = measure.id === "centroidDistance" ? 0 : Math.min(...all);
  return high > low ? [low, high] : [low - 0.5, low + 0.5];
}

const figures = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 2 });
const short = (value: number): string =>
  figures
    .format(value)
    .replace(/^(-?)0\./, "$1.")
    .replace("-", "−");

/** With its interval, or that there is none: a difference is of two results, not of the same draws. */
const cellText = (cell: Value): string => (cell.interval ? valueText(cell) : `${valueText(cell)}, no interval`);

/** What is shown, in words: "babel-7m", "Welsh neurons − base". */
export function shownName({ shows, models }: Pick<Matrix, "shows" | "models">): string {
  const [first, second] = models;
  if (shows === "difference") return `${second?.name} − ${first?.name}`;
  return (shows === "second" ? second : first)?.name ?? "";
}

export function matrixTitle(matrix: Matrix): string {
  const { measure, isCentred, layer } = matrix;
  return `${measure.name}${isCentred && measure.hasCentred ? ", mean-centred" : ""}, layer ${layer}: ${shownName(matrix)}`;
}

/** Language x language. A directed measure goes from the row's language to the column's. */
export function matrixFigure(matrix: Matrix, frame: FigureFrame): Figure {
  const { measure, shows, models } = matrix;
  const languages = models[0]?.result.languages ?? [];
  const cells = shownCells(matrix);
  const [low, high] = domainOf(matrix, cells);
  const labels = languageLabels(languages);
  const arrow = measure.isDirected ? "→" : "and";
  const ticks = [low, (low + high) / 2, high];
  return heatmapFigure(
    {
      title: matrixTitle(matrix),
      x: { title: measure.isDirected ? "to" : "language", labels },
      y: { title: measure.isDirected ? "from" : "language", labels },
      z: cells.map((row) => row.map((cell) => cell?.value ?? null)),
      text: cells.map((row) => row.map((cell) => (cell ? short(cell.value) : ""))),
      hover: cells.map((row, a) =>
        row.map((cell, b) => {
          if (a === b) return [languageName(languages[a]!)];
          const pair = `${languageName(languages[a]!)} ${arrow} ${languageName(languages[b]!)}`;
          return [pair, cell ? `${measure.name} ${cellText(cell)}` : "not compared: another pivot"];
        }),
      ),
      palette: shows === "difference" ? BLUE_WHITE_ORANGE : CIVIDIS,
      domain: [low, high],
      colorBar: { title: measure.axis.split(" (")[0]!, ticks, tickText: ticks.map(short) },
    },
    frame,
  );
}

/** A row a pair; of a directed measure both ways. */
export function matrixTable(matrix: Matrix): FigureTable {
  const { measure, models } = matrix;
  const languages = models[0]?.result.languages ?? [];
  const rows = shownCells(matrix).flatMap((row, a) =>
    row.flatMap((cell, b) => {
      if (!cell || (!measure.isDirected && b < a)) return [];
      return [[languages[a]!, languages[b]!, cell.value, cell.interval?.low ?? null, cell.interval?.high ?? null]];
    }),
  );
  return { columns: ["from", "to", measure.name, "low 95 %", "high 95 %"], rows };
}

/** The pair with most, in a sentence. */
export function matrixSummary(matrix: Matrix): string {
  const { measure, models } = matrix;
  const { rows } = matrixTable(matrix);
  const most = rows.reduce<(typeof rows)[number] | null>(
    (best, row) => (best && Number(best[2]) >= Number(row[2]) ? best : row),
    null,
  );
  const n = models[0]?.result.languages.length ?? 0;
  const says = most
    ? ` Most: ${languageName(String(most[0]))} and ${languageName(String(most[1]))}, ${short(Number(most[2]))}.`
    : "";
  return `Heatmap of ${n} by ${n} languages, ${measure.name}.${says}`;
}
