import type { Layout } from "plotly.js";
import { baseLayout, type Figure, type FigureFrame, sourceHeight, topMargin } from "./figure";
import { LETTER, longest } from "./lettering";

const FONT_SIZE = 10;

/** An axis of numbers. */
export interface ValueAxis {
  readonly title: string;
  /** As d3 writes it: `~s`, `~g`. */
  readonly format: string;
  readonly range?: readonly [number, number];
  readonly isLog?: boolean;
  /** Whole numbers only, each at most once. */
  readonly isWhole?: boolean;
  /** Reaches down to 0: for sizes, whose ratios one sees. */
  readonly isFromZero?: boolean;
  /** Marks 0 with a line of its own: for differences. */
  readonly hasZero?: boolean;
}

/** Ticks and title of an axis that does not move. */
export function valueAxis(
  { title, format, range, isLog, isWhole, isFromZero, hasZero }: ValueAxis,
  { theme }: FigureFrame,
): Partial<Layout["xaxis"]> {
  return {
    title: { text: title, font: { size: 11, color: theme.text2 }, standoff: 6 },
    tickfont: { size: FONT_SIZE, color: theme.text2 },
    tickformat: format,
    gridcolor: theme.line,
    zeroline: hasZero ?? false,
    zerolinecolor: theme.text2,
    zerolinewidth: 1,
    linecolor: theme.line,
    fixedrange: true,
    ...(isFromZero ? { rangemode: "tozero" } : {}),
    ...(isLog ? { type: "log" } : {}),
    ...(isWhole ? { tick0: 0, dtick: wholeStep(range) } : {}),
    ...(range ? { range: [...range] } : {}),
  };
}

/** Of an axis with room for about a dozen ticks. */
function wholeStep(range: readonly [number, number] | undefined): number {
  const span = range ? range[1] - range[0] : 0;
  return [1, 2, 5, 10, 20].find((step) => span / step <= 13) ?? 50;
}

/** Values over values: title, two axes, and in a saved picture the legend, which on the page stands beside the chart as words. */
export function cartesianFigure(
  {
    title,
    x,
    y,
    data,
  }: { readonly title: string; readonly x: ValueAxis; readonly y: ValueAxis; readonly data: Figure["data"] },
  frame: FigureFrame,
): Figure {
  const { theme, titled } = frame;
  const names = data.flatMap((trace) => ("name" in trace ? [trace.name] : []));
  const margin = {
    l: 62,
    r: titled ? Math.ceil(longest(names) * LETTER) + 52 : 12,
    t: topMargin(frame),
    b: sourceHeight(frame) + 34,
  };
  return {
    data,
    layout: {
      ...baseLayout(title, frame, margin),
      hovermode: "closest",
      showlegend: titled,
      legend: { x: 1.02, y: 1, xanchor: "left", yanchor: "top", font: { size: FONT_SIZE, color: theme.text2 } },
      xaxis: valueAxis(x, frame) as Layout["xaxis"],
      yaxis: valueAxis(y, frame) as Layout["yaxis"],
    },
  };
}
