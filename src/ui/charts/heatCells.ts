import type { Layout } from "plotly.js";
import { type FigureFrame, plainText } from "./figure";
import type { CellTextTrace, HeatmapTrace } from "./heatmapTrace";
import { labelStep } from "./languageLabels";
import { colorAt, inkOn, type Palette, parseRgb, toColorscale, toCss } from "./palette";

/** One axis of a heatmap: what it counts, and a name for each of its cells. */
export interface HeatmapAxis {
  readonly title: string;
  readonly labels: readonly string[];
}

/** The cells of a matrix. */
export interface HeatCells {
  /** [y][x]; null has no colour. */
  readonly z: readonly (readonly (number | null)[])[];
  /** What stands in a cell when there is room; empty for nothing. */
  readonly text: readonly (readonly string[])[];
  /** What the pointer reads: lines, a cell. */
  readonly hover: readonly (readonly (readonly string[])[])[];
}

/** What colours the cells have, and of which values. */
export interface HeatColors {
  readonly palette: Palette;
  readonly domain: readonly [number, number];
  readonly colorBar: {
    readonly title: string;
    readonly ticks: readonly number[];
    readonly tickText?: readonly string[];
  };
}

/** Of the labels at an axis, a colour bar's too. */
export const TICK_FONT = 10;

/** What stands beside the ticks of a colour bar. */
export const tickTextOf = ({ colorBar: { ticks, tickText } }: HeatColors): readonly string[] =>
  tickText ?? ticks.map(String);

/** Pixels between cells of a size: none where they are small. */
export const gapOf = (cell: { readonly width: number; readonly height: number }): number =>
  Math.min(cell.width, cell.height) >= 10 ? 1 : 0;

/** The coloured cells, without a colour bar. */
export function heatTrace({ z, hover }: HeatCells, { palette, domain }: HeatColors, gap: number): HeatmapTrace {
  return {
    type: "heatmap",
    z,
    // Lines of a hover text are ours, joined by <br>; what stands in them may come from a file.
    customdata: hover.map((row) => row.map((lines) => lines.map(plainText).join("<br>"))),
    hovertemplate: "%{customdata}<extra></extra>",
    colorscale: toColorscale(palette),
    zmin: domain[0],
    zmax: domain[1],
    xgap: gap,
    ygap: gap,
    hoverongaps: true,
    showscale: false,
  };
}

/** The scale of the colours beside a plot, with its unit. */
export function withColorBar(trace: HeatmapTrace, colors: HeatColors, { theme }: FigureFrame): HeatmapTrace {
  return {
    ...trace,
    showscale: true,
    colorbar: {
      thickness: 10,
      len: 1,
      x: 1,
      xpad: 10,
      ypad: 0,
      outlinewidth: 0,
      title: { text: colors.colorBar.title, side: "right", font: { size: 11, color: theme.text2 } },
      tickmode: "array",
      tickvals: [...colors.colorBar.ticks],
      ticktext: [...tickTextOf(colors)],
      tickfont: { size: TICK_FONT, color: theme.text2 },
    },
  };
}

/** An axis with a label a cell, or fewer where a label needs `need` pixels and all of them have `room`. */
export function heatmapAxis(
  { title, labels }: HeatmapAxis,
  room: number,
  need: number,
  frame: FigureFrame,
): Layout["xaxis"] {
  const step = labelStep(room / labels.length, need);
  const shown = labels.map((_, i) => i).filter((i) => i % step === 0);
  return {
    title: { text: title, font: { size: 11, color: frame.theme.text2 }, standoff: 4 },
    tickmode: "array",
    tickvals: shown,
    ticktext: shown.map((i) => plainText(labels[i]!)),
    tickfont: { size: TICK_FONT, color: frame.theme.text2 },
    range: [-0.5, labels.length - 0.5],
    showgrid: false,
    zeroline: false,
    ticks: "",
    fixedrange: true,
  } as Partial<Layout["xaxis"]> as Layout["xaxis"];
}

/** The numbers of the cells, each in black or white after the colour below it. */
export function cellText(
  { z, text }: HeatCells,
  { palette, domain: [low, high] }: HeatColors,
  frame: FigureFrame,
  size: number,
): CellTextTrace {
  const cells = text
    .flatMap((row, y) => row.map((word, x) => ({ x, y, word, value: z[y]![x]! })))
    .filter(({ word }) => word);
  const below = (value: number | null) =>
    value === null ? parseRgb(frame.theme.missing) : colorAt(palette, (value - low) / (high - low));
  return {
    type: "scatter",
    mode: "text",
    x: cells.map(({ x }) => x),
    y: cells.map(({ y }) => y),
    text: cells.map(({ word }) => plainText(word)),
    textfont: { size, color: cells.map(({ value }) => toCss(inkOn(below(value)))) },
    hoverinfo: "skip",
  };
}
