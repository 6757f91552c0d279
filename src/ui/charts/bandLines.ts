import { cartesianFigure, type ValueAxis } from "./cartesian";
import { type Figure, type FigureFrame, plainText } from "./figure";
import type { LineStyle } from "./lines";
import type { LineTrace } from "./lineTrace";
import { parseRgb } from "./palette";
import type { AreaTrace } from "./shapeTrace";

/** A line over whole numbers, with the interval of each estimate where there is one. */
export interface BandLine {
  readonly name: string;
  /** Its dash is not drawn: that says which of `kind` the line is. */
  readonly style: Pick<LineStyle, "series" | "marker">;
  /** The first is solid with filled marks, the second dashed with open ones; a reference is dotted and bears none. */
  readonly kind: "first" | "second" | "reference";
  readonly y: readonly number[];
  readonly band: { readonly low: readonly number[]; readonly high: readonly number[] } | null;
  /** What the pointer reads of each point: lines. */
  readonly hover: readonly (readonly string[])[];
}

export interface BandLines {
  readonly title: string;
  /** What 0, 1, 2, ... are. */
  readonly x: string;
  readonly y: string;
  readonly lines: readonly BandLine[];
  readonly hasZero: boolean;
  /** A place of x that the other figures show. */
  readonly at: number | null;
}

const DASH = { first: "solid", second: "dash", reference: "1px,3px" } as const;
const BAND_OPACITY = 0.16;

const colorOf = ({ style }: BandLine, { theme }: FigureFrame): string =>
  theme.series[style.series % theme.series.length]!;

function toTrace(line: BandLine, frame: FigureFrame): LineTrace {
  const { name, style, kind, y, hover } = line;
  const color = colorOf(line, frame);
  return {
    type: "scatter",
    mode: kind === "reference" ? "lines" : "lines+markers",
    name: plainText(name),
    x: y.map((_, i) => i),
    y,
    line: { color, width: kind === "reference" ? 1 : 2, dash: DASH[kind] },
    marker: { color, size: 6, symbol: kind === "second" ? `${style.marker}-open` : style.marker },
    customdata: hover.map((lines) => lines.map(plainText).join("<br>")),
    hovertemplate: "%{customdata}<extra></extra>",
  };
}

/** The interval as a shape: along the upper ends, and back along the lower. */
function toBand(line: BandLine, frame: FigureFrame): AreaTrace[] {
  if (!line.band) return [];
  const { low, high } = line.band;
  const x = high.map((_, i) => i);
  const [r, g, b] = parseRgb(colorOf(line, frame));
  return [
    {
      type: "scatter",
      mode: "lines",
      name: plainText(line.name),
      x: [...x, ...[...x].reverse()],
      y: [...high, ...[...low].reverse()],
      fill: "toself",
      fillcolor: `rgba(${r},${g},${b},${BAND_OPACITY})`,
      line: { color: `rgba(${r},${g},${b},0)`, width: 0 },
      hoverinfo: "skip",
      showlegend: false,
    },
  ];
}

/** Lines over whole numbers with bands below them: estimates of the same thing in each layer. */
export function bandLinesFigure({ title, x, y, lines, hasZero, at }: BandLines, frame: FigureFrame): Figure {
  const last = Math.max(1, ...lines.map((line) => line.y.length - 1));
  const across: ValueAxis = { title: x, format: "d", range: [-0.3, last + 0.3], isWhole: true };
  const figure = cartesianFigure(
    {
      title,
      x: across,
      y: { title: y, format: "~g", hasZero },
      data: [...lines.flatMap((line) => toBand(line, frame)), ...lines.map((line) => toTrace(line, frame))],
    },
    frame,
  );
  // A saved picture stands alone: nothing beside it is of that place.
  if (at === null || frame.titled) return figure;
  const mark = {
    type: "line",
    xref: "x",
    yref: "paper",
    ...{ x0: at, x1: at, y0: 0, y1: 1 },
    line: { color: frame.theme.accent, width: 1, dash: "dot" },
    layer: "above",
  } as const;
  return { data: figure.data, layout: { ...figure.layout, shapes: [mark] } };
}
