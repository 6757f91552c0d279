import type { Layout } from "plotly.js";
import { valueAxis } from "./cartesian";
import { baseLayout, type Figure, type FigureFrame, type Margins, plainText, sourceHeight, topMargin } from "./figure";
import { LETTER, longest } from "./lettering";
import type { LineTrace } from "./lineTrace";

/** How a line looks: its colour is one of the theme's series. */
export interface LineStyle {
  readonly series: number;
  readonly dash: string;
  readonly marker: string;
  /** The marker as a letter, for a legend in words. */
  readonly sign: string;
}

export interface Line {
  readonly name: string;
  readonly style: LineStyle;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Lines over one axis. */
export interface Lines {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly lines: readonly Line[];
  /** Marks y = 0 with a line of its own: for differences. */
  readonly hasZero: boolean;
}

const FONT_SIZE = 10;
const MOST_MARKED = 60;

/** Saved pictures carry their legend; on the page it stands beside the chart, as words. */
const legendWidth = (lines: readonly Line[], { titled }: FigureFrame): number =>
  titled ? Math.ceil(longest(lines.map(({ name }) => name)) * LETTER) + 52 : 12;

/** Of x; a run that has only begun has room for its first tokens. */
const largest = (lines: readonly Line[]): number => Math.max(100, ...lines.map(({ x }) => x.at(-1) ?? 0));

/** Nothing has moved yet: zero in the middle. */
const isFlat = (lines: readonly Line[]): boolean => lines.every(({ y }) => y.every((value) => value === 0));

function toTrace({ name, style, x, y }: Line, { theme }: FigureFrame): LineTrace {
  const color = theme.series[style.series % theme.series.length]!;
  return {
    type: "scatter",
    mode: x.length > MOST_MARKED ? "lines" : "lines+markers",
    name: plainText(name),
    x,
    y,
    line: { color, width: 2, dash: style.dash },
    marker: { color, size: 6, symbol: style.marker },
    // Plotly formats the numbers: %{x:,} as 8,192.
    hovertemplate: "%{fullData.name}<br>%{x:,} tokens: %{y:.5~g}<extra></extra>",
  };
}

/** Lines with named axes and, in a saved picture, a legend. */
export function linesFigure({ title, x, y, lines, hasZero }: Lines, frame: FigureFrame): Figure {
  const margin: Margins = {
    l: 52,
    r: legendWidth(lines, frame),
    t: topMargin(frame),
    b: sourceHeight(frame) + 34,
  };
  const { theme, titled } = frame;
  const base = baseLayout(title, frame, margin);
  return {
    data: lines.map((line) => toTrace(line, frame)),
    layout: {
      ...base,
      hovermode: "closest",
      showlegend: titled,
      legend: { x: 1.02, y: 1, xanchor: "left", yanchor: "top", font: { size: FONT_SIZE, color: theme.text2 } },
      xaxis: {
        ...valueAxis({ title: x, format: "~s" }, frame),
        range: [-0.02 * largest(lines), 1.04 * largest(lines)],
      } as Layout["xaxis"],
      yaxis: {
        ...valueAxis({ title: y, format: "~g", hasZero }, frame),
        ...(hasZero && isFlat(lines) ? { range: [-0.01, 0.01] } : {}),
      } as Layout["yaxis"],
    },
  };
}
