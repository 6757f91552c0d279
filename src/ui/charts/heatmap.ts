import type { Layout } from "plotly.js";
import { wholeTicks } from "./axisTicks";
import { baseLayout, type Figure, type FigureFrame, type Margins, plainText, sourceHeight, topMargin } from "./figure";
import type { CellTextTrace, HeatmapTrace } from "./heatmapTrace";
import { labelStep } from "./languageLabels";
import { colorAt, inkOn, type Palette, parseRgb, toColorscale, toCss } from "./palette";

/** One axis of a heatmap: what it counts, and a name for each of its cells. */
export interface HeatmapAxis {
  readonly title: string;
  readonly labels: readonly string[];
}

/** A matrix to be drawn as coloured cells. */
export interface Heatmap {
  readonly title: string;
  readonly x: HeatmapAxis;
  readonly y: HeatmapAxis;
  /** [y][x]; null has no colour. */
  readonly z: readonly (readonly (number | null)[])[];
  /** What stands in a cell when there is room; empty for nothing. */
  readonly text: readonly (readonly string[])[];
  /** What the pointer reads: lines, a cell. */
  readonly hover: readonly (readonly (readonly string[])[])[];
  readonly palette: Palette;
  readonly domain: readonly [number, number];
  readonly colorBar: {
    readonly title: string;
    readonly ticks: readonly number[];
    readonly tickText?: readonly string[];
  };
}

const TICK_FONT = 10;
/** Width of a letter in a figure's small type, on average. */
const LETTER = 5.7;
/** Cells show their number from this size on. */
const TEXT_CELL = { width: 20, height: 10 };

const longest = (labels: readonly string[]): number => Math.max(0, ...labels.map((label) => label.length));

function marginsOf({ x, y, colorBar }: Heatmap, turned: boolean, frame: FigureFrame): Margins {
  const ticks = colorBar.tickText ?? colorBar.ticks.map(String);
  return {
    l: Math.ceil(longest(y.labels) * LETTER) + 34,
    r: Math.ceil(Math.max(longest(ticks) * LETTER + 30, 62)),
    t: topMargin(frame),
    b: sourceHeight(frame) + 22 + (turned ? Math.ceil(longest(x.labels) * LETTER) : 12),
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
  { z, text, palette, domain: [low, high] }: Pick<Heatmap, "z" | "text" | "palette" | "domain">,
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

/** Cells with a title, two named axes, a colour bar with its unit, and numbers in the cells when they are few. */
export function heatmapFigure(heatmap: Heatmap, frame: FigureFrame): Figure {
  const { x, y, z, text, hover, palette, domain, colorBar } = heatmap;
  const widest = longest(x.labels) * LETTER + 3;
  const guess = (frame.width - 140) / x.labels.length;
  // Labels of letters are turned where they do not fit side by side; numbers are thinned out instead.
  const turned = widest > guess && !x.labels.every((label) => /^\d+$/.test(label));
  const margin = marginsOf(heatmap, turned, frame);
  const plot = { width: frame.width - margin.l - margin.r, height: frame.height - margin.t - margin.b };
  const cell = { width: plot.width / x.labels.length, height: plot.height / y.labels.length };
  const widestText = Math.max(0, ...text.map((row) => longest(row)));
  const hasText = cell.height >= TEXT_CELL.height && cell.width >= Math.max(TEXT_CELL.width - 6, widestText * 5.4 + 3);
  const gap = Math.min(cell.width, cell.height) >= 10 ? 1 : 0;
  const trace: HeatmapTrace = {
    type: "heatmap",
    z: z.map((row) => [...row]),
    // Lines of a hover text are ours, joined by <br>; what stands in them may come from a file.
    customdata: hover.map((row) => row.map((lines) => lines.map(plainText).join("<br>"))),
    hovertemplate: "%{customdata}<extra></extra>",
    colorscale: toColorscale(palette),
    zmin: domain[0],
    zmax: domain[1],
    xgap: gap,
    ygap: gap,
    hoverongaps: true,
    showscale: true,
    colorbar: {
      thickness: 10,
      len: 1,
      x: 1,
      xpad: 10,
      ypad: 0,
      outlinewidth: 0,
      title: { text: colorBar.title, side: "right", font: { size: 11, color: frame.theme.text2 } },
      tickmode: "array",
      tickvals: [...colorBar.ticks],
      ticktext: [...(colorBar.tickText ?? colorBar.ticks.map(String))],
      tickfont: { size: TICK_FONT, color: frame.theme.text2 },
    },
  };
  const base = baseLayout(heatmap.title, frame, margin);
  return {
    data: hasText ? [trace, cellText(heatmap, frame, cell.height < 12 ? 9 : 10)] : [trace],
    layout: {
      ...base,
      plot_bgcolor: frame.theme.missing,
      xaxis: { ...heatmapAxis(x, plot.width, turned ? TICK_FONT + 2 : widest, frame), tickangle: turned ? -90 : 0 },
      yaxis: {
        ...heatmapAxis(y, plot.height, TICK_FONT, frame),
        range: [y.labels.length - 0.5, -0.5],
      },
    },
  };
}

/** Ticks of a colour bar that counts. */
export const countTicks = (max: number): number[] => wholeTicks(0, Math.max(1, max), 5);
