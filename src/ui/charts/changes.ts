import type { Layout } from "plotly.js";
import type { Interval } from "../../evaluate/interval";
import { valueAxis } from "./cartesian";
import { baseLayout, type Figure, type FigureFrame, plainText, sourceHeight, topMargin } from "./figure";
import type { IntervalTrace } from "./intervalTrace";
import type { LineStyle } from "./lines";

/** A difference with its interval. */
export interface Change {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Drawn hollow where it could be chance; by the interval unless it says so itself. */
  readonly isSure?: boolean;
  /** What the pointer reads. */
  readonly hover: readonly string[];
}

/** Whether the interval leaves zero out: less than it could be chance alone. */
export const isSure = ({ low, high }: Interval): boolean => low > 0 || high < 0;

/** What is compared, a mark a row. */
export interface ChangeSeries {
  readonly name: string;
  readonly style: LineStyle;
  /** A value a row; null where there is none. */
  readonly changes: readonly (Change | null)[];
}

export interface Changes {
  readonly title: string;
  readonly x: string;
  readonly rows: readonly string[];
  readonly series: readonly ChangeSeries[];
}

const LETTER = 5.9;
/** Share of a row that its marks take together. */
const SPREAD = 0.6;

function toTrace({ name, style, changes }: ChangeSeries, place: number, n: number, frame: FigureFrame): IntervalTrace {
  const color = frame.theme.series[style.series % frame.theme.series.length]!;
  const offset = n === 1 ? 0 : SPREAD * (place / (n - 1) - 0.5);
  const points = changes.flatMap((change, row) => (change ? [{ ...change, y: row + offset }] : []));
  return {
    type: "scatter",
    mode: "markers",
    name: plainText(name),
    x: points.map(({ value }) => value),
    y: points.map(({ y }) => y),
    error_x: {
      type: "data",
      symmetric: false,
      array: points.map(({ value, high }) => high - value),
      arrayminus: points.map(({ value, low }) => value - low),
      color,
      thickness: 1.5,
      width: 3,
    },
    marker: {
      color: points.map((point) => ((point.isSure ?? isSure(point)) ? color : frame.theme.paper)),
      size: 8,
      symbol: style.marker,
      line: { color, width: 1.5 },
    },
    customdata: points.map(({ hover }) => hover.map(plainText).join("<br>")),
    hovertemplate: "%{customdata}<extra></extra>",
  };
}

/** Differences by row about a line at zero; hollow where they could be chance. The first row is on top. */
export function changesFigure({ title, x, rows, series }: Changes, frame: FigureFrame): Figure {
  const { theme, titled } = frame;
  const widest = (names: readonly string[]): number => Math.max(0, ...names.map(({ length }) => length)) * LETTER;
  const hasLegend = titled && series.length > 1;
  const margin = {
    l: Math.ceil(Math.min(widest(rows), 0.4 * frame.width)) + 14,
    r: hasLegend ? Math.ceil(widest(series.map(({ name }) => name))) + 44 : 14,
    t: topMargin(frame),
    b: sourceHeight(frame) + 34,
  };
  return {
    data: series.map((one, place) => toTrace(one, place, series.length, frame)),
    layout: {
      ...baseLayout(title, frame, margin),
      hovermode: "closest",
      showlegend: hasLegend,
      legend: { x: 1.02, y: 1, xanchor: "left", yanchor: "top", font: { size: 10, color: theme.text2 } },
      xaxis: valueAxis({ title: x, format: "~g", hasZero: true }, frame) as Layout["xaxis"],
      yaxis: {
        tickmode: "array",
        tickvals: rows.map((_, row) => row),
        ticktext: rows.map(plainText),
        tickfont: { size: 10, color: theme.text2 },
        range: [rows.length - 0.5, -0.5],
        gridcolor: theme.line,
        zeroline: false,
        fixedrange: true,
      } as Partial<Layout["yaxis"]> as Layout["yaxis"],
    },
  };
}
