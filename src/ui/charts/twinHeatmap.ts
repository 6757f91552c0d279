import type { Annotations, Layout } from "plotly.js";
import { baseLayout, type Figure, type FigureFrame, plainText, sourceHeight, topMargin } from "./figure";
import {
  cellText,
  gapOf,
  type HeatCells,
  type HeatColors,
  type HeatmapAxis,
  heatmapAxis,
  heatTrace,
  tickTextOf,
  withColorBar,
} from "./heatCells";
import { LETTER, longest } from "./lettering";

/** One of two matrices over the same axes. */
export interface Panel extends HeatCells {
  readonly name: string;
}

/** Two matrices side by side, or one below the other where it is narrow, with one scale of colours for both. */
export interface TwinHeatmap extends HeatColors {
  readonly title: string;
  readonly x: HeatmapAxis;
  readonly y: HeatmapAxis;
  readonly panels: readonly [Panel, Panel];
}

const NAME_HEIGHT = 20;
const GAP = 14;
/** Narrower figures are stacked. */
const SIDE_BY_SIDE = 620;

/** Where the two plots lie, in shares of the room between the margins; y from below. */
function placesOf(isBeside: boolean, room: { width: number; height: number }, labelHeight: number) {
  if (isBeside) {
    const half = (room.width - GAP) / 2 / room.width;
    return [
      { x: [0, half], y: [0, 1] },
      { x: [1 - half, 1], y: [0, 1] },
    ] as const;
  }
  const between = NAME_HEIGHT + labelHeight;
  const half = (room.height - between) / 2 / room.height;
  return [
    { x: [0, 1], y: [1 - half, 1] },
    { x: [0, 1], y: [0, half] },
  ] as const;
}

/** The height at which cells of so many rows can be read side by side. */
export const twinHeight = (rows: number): number => rows * 17 + 130;

export function twinHeatmapFigure(twin: TwinHeatmap, frame: FigureFrame): Figure {
  const { title, x, y, panels } = twin;
  const beside = frame.width >= SIDE_BY_SIDE;
  const labelHeight = Math.ceil(longest(x.labels) * LETTER) + 8;
  const margin = {
    l: Math.ceil(longest(y.labels) * LETTER) + 34,
    r: Math.ceil(Math.max(longest(tickTextOf(twin)) * LETTER + 34, 64)),
    t: topMargin(frame) + NAME_HEIGHT,
    b: sourceHeight(frame) + labelHeight + 20,
  };
  const room = { width: frame.width - margin.l - margin.r, height: frame.height - margin.t - margin.b };
  const places = placesOf(beside, room, labelHeight);
  const data: Figure["data"] = [];
  const axes: Partial<Layout> = {};
  const names: Partial<Annotations>[] = [];
  for (const [p, panel] of panels.entries()) {
    const place = places[p]!;
    const width = (place.x[1] - place.x[0]) * room.width;
    const height = (place.y[1] - place.y[0]) * room.height;
    const cell = { width: width / x.labels.length, height: height / y.labels.length };
    const suffix = p === 0 ? "" : "2";
    const on = { xaxis: `x${suffix}`, yaxis: `y${suffix}` };
    const trace = { ...heatTrace(panel, twin, gapOf(cell)), ...on };
    data.push(p === 0 ? withColorBar(trace, twin, frame) : trace);
    const widestText = Math.max(0, ...panel.text.map(longest));
    if (cell.height >= 10 && cell.width >= Math.max(14, widestText * 5 + 2)) {
      data.push({ ...cellText(panel, twin, frame, 9), ...on });
    }
    const xAxis = heatmapAxis(x, width, 12, frame);
    const yAxis = heatmapAxis(y, height, 10, frame);
    const isLast = beside || p === 1;
    Object.assign(axes, {
      [`xaxis${suffix}`]: {
        ...xAxis,
        ...(isLast ? {} : { title: { text: "" } }),
        tickangle: -90,
        domain: [...place.x],
        anchor: on.yaxis,
      },
      [`yaxis${suffix}`]: {
        ...yAxis,
        ...(beside && p === 1 ? { showticklabels: false, title: { text: "" } } : {}),
        range: [y.labels.length - 0.5, -0.5],
        domain: [...place.y],
        anchor: on.xaxis,
      },
    });
    names.push({
      text: plainText(panel.name),
      showarrow: false,
      xref: "paper",
      yref: "paper",
      x: place.x[0],
      y: place.y[1],
      xanchor: "left",
      yanchor: "bottom",
      yshift: 3,
      font: { size: 11, color: frame.theme.text },
    });
  }
  const base = baseLayout(title, frame, margin);
  return {
    data,
    layout: {
      ...base,
      ...axes,
      plot_bgcolor: frame.theme.missing,
      annotations: [...(base.annotations ?? []), ...names],
    },
  };
}
