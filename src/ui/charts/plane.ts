import type { Layout } from "plotly.js";
import { cartesianFigure } from "./cartesian";
import { type Figure, type FigureFrame, plainText } from "./figure";
import type { LineStyle } from "./lines";
import type { LineTrace } from "./lineTrace";
import { parseRgb } from "./palette";
import type { PointTrace } from "./shapeTrace";

/** Points of one kind in a plane. */
export interface PlaneGroup {
  readonly name: string;
  readonly style: Pick<LineStyle, "series" | "marker">;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** What the pointer reads of each point: lines. */
  readonly hover: readonly (readonly string[])[];
}

/** Groups of points of which those at one place belong together. */
export interface Plane {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly range: { readonly x: readonly [number, number]; readonly y: readonly [number, number] };
  readonly groups: readonly PlaneGroup[];
  /** Places whose points are joined by a line. */
  readonly joined: readonly number[];
  /** The one of them that stands out; null for none. */
  readonly chosen: number | null;
}

/** Room around the outermost points, as a share of the range. */
const ROOM = 0.05;
const SIZE = { few: 8, many: 5, chosen: 12 };
/** A plane of more points has small ones. */
const MANY = 200;

/** From the least to the greatest of all values, with room at both ends; of equal values around them. */
export function rangeOf(values: readonly (readonly number[])[]): [number, number] {
  const all = values.flat();
  const low = all.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = all.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  if (!(high > low)) return all.length > 0 ? [low - 1, low + 1] : [-1, 1];
  const room = ROOM * (high - low);
  return [low - room, high + room];
}

/** Seen on the grid, and behind the points. */
function faint(color: string): string {
  const [r, g, b] = parseRgb(color);
  return `rgba(${r},${g},${b},0.4)`;
}

/** One trace for all lines of `places`: through the groups in their order, with a gap behind each. */
function toJoins(groups: readonly PlaneGroup[], places: readonly number[], color: string, width: number): LineTrace {
  const along = (values: (group: PlaneGroup) => readonly number[]): number[] =>
    places.flatMap((i) => [...groups.map((group) => values(group)[i]!), Number.NaN]);
  return {
    type: "scatter",
    mode: "lines",
    name: "translations",
    x: along(({ x }) => x),
    y: along(({ y }) => y),
    line: { color, width, dash: "solid" },
    marker: { color, size: 1, symbol: "circle" },
    hovertemplate: "",
    hoverinfo: "skip",
    showlegend: false,
  };
}

/** `from`: the place of the first point. A click on a point tells its place. */
function toPoints(
  { name, style, x, y, hover }: PlaneGroup,
  from: number,
  size: number,
  { theme }: FigureFrame,
): PointTrace {
  const color = theme.series[style.series % theme.series.length]!;
  return {
    type: "scatter",
    mode: "markers",
    name: plainText(name),
    x,
    y,
    marker: { color, size, symbol: style.marker, opacity: 0.8 },
    customdata: hover.map((lines) => lines.map(plainText).join("<br>")),
    ids: x.map((_, i) => String(from + i)),
    hovertemplate: "%{customdata}<extra></extra>",
  };
}

/** The points of one place, larger and with a rim. */
function toChosen({ name, style, x, y, hover }: PlaneGroup, i: number, frame: FigureFrame): PointTrace {
  const group = { name, style, x: [x[i]!], y: [y[i]!], hover: [hover[i]!] };
  const points = toPoints(group, i, SIZE.chosen, frame);
  const line = { color: frame.theme.text, width: 1.5 };
  return { ...points, showlegend: false, marker: { ...points.marker, opacity: 1, line } };
}

/** Points in a plane by group, with lines between those that belong together. */
export function planeFigure({ title, x, y, range, groups, joined, chosen }: Plane, frame: FigureFrame): Figure {
  const { theme } = frame;
  const nPoints = groups.reduce((sum, group) => sum + group.x.length, 0);
  const size = nPoints > MANY ? SIZE.many : SIZE.few;
  const data: Figure["data"] = [
    ...(joined.length > 0 ? [toJoins(groups, joined, faint(theme.text2), 1)] : []),
    ...groups.map((group) => toPoints(group, 0, size, frame)),
  ];
  if (chosen !== null) {
    data.push(toJoins(groups, [chosen], theme.text, 1.5), ...groups.map((group) => toChosen(group, chosen, frame)));
  }
  const figure = cartesianFigure(
    { title, x: { title: x, format: "~g", range: range.x }, y: { title: y, format: "~g", range: range.y }, data },
    frame,
  );
  // One unit is as long across as up, or distances would not be what they look like.
  const yaxis = { ...figure.layout.yaxis, scaleanchor: "x", scaleratio: 1 } as Layout["yaxis"];
  return { data: figure.data, layout: { ...figure.layout, yaxis } };
}
