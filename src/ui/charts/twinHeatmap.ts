import type { Annotations, Layout } from "plotly.js";
import { baseLayout, type Figure, type FigureFrame, plainText, sourceHeight, topMargin } from "./figure";
import { cellText, type Heatmap, heatmapAxis } from "./heatmap";
import type { HeatmapTrace } from "./heatmapTrace";
import { toColorscale } from "./palette";

/** One of two matrices over the same axes. */
export interface Panel extends Pick<Heatmap, "z" | "text" | "hover"> {
  readonly name: string;
}

/** Two matrices side by side, or one below the other where it is narrow, with one scale of colours for both. */
export interface TwinHeatmap extends Pick<Heatmap, "title" | "x" | "y" | "palette" | "domain" | "colorBar"> {
  readonly panels: readonly [Panel, Panel];
}

const LETTER = 5.7;
const NAME_HEIGHT = 20;
const GAP = 14;
/** Narrower figures are stacked. */
const SIDE_BY_SIDE = 620;

const longest = (labels: readonly string[]): number => Math.max(0, ...labels.map(({ length }) => length));

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
  const { title, x, y, palette, domain, colorBar, panels } = twin;
  const beside = frame.width >= SIDE_BY_SIDE;
  const labelHeight = Math.ceil(longest(x.labels) * LETTER) + 8;
  const ticks = colorBar.tickText ?? colorBar.ticks.map(String);
  const margin = {
    l: Math.ceil(longest(y.labels) * LETTER) + 34,
    r: Math.ceil(Math.max(longest(ticks) * LETTER + 34, 64)),
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
    const gap = Math.min(cell.width, cell.height) >= 10 ? 1 : 0;
    const suffix = p === 0 ? "" : "2";
    const on = { xaxis: `x${suffix}`, yaxis: `y${suffix}` };
    const trace: HeatmapTrace = {
      type: "heatmap",
      z: panel.z,
      customdata: panel.hover.map((row) => row.map((lines) => lines.map(plainText).join("<br>"))),
      hovertemplate: "%{customdata}<extra></extra>",
      colorscale: toColorscale(palette),
      zmin: domain[0],
      zmax: domain[1],
      xgap: gap,
      ygap: gap,
      hoverongaps: true,
      showscale: p === 0,
      ...on,
      ...(p === 0
        ? {
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
              ticktext: [...ticks],
              tickfont: { size: 10, color: frame.theme.text2 },
            },
          }
        : {}),
    };
    data.push(trace);
    const widestText = Math.max(0, ...panel.text.map(longest));
    if (cell.height >= 10 && cell.width >= Math.max(14, widestText * 5 + 2)) {
      data.push({ ...cellText({ ...panel, palette, domain }, frame, 9), ...on });
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
