import type { TensorChange } from "../../../evaluate/weightChangeResult";
import { cartesianFigure } from "../../charts/cartesian";
import type { Figure, FigureFrame, FigureTable } from "../../charts/figure";
import type { AreaTrace, BoxTrace, PointTrace } from "../../charts/shapeTrace";
import { formatCount, formatFigure } from "../../format";
import { type MeasuredRun, type Shown, tensorsOf } from "./measuredRun";
import { type ProjectionStyle, projectionStyle } from "./projectionStyle";

/** Half the room of a layer that a violin takes at its widest. */
const HALF = 0.42;
const BOX_HALF = 0.06;

export type SpreadKind = "violin" | "box";

/** Adds a colour's opacity. */
const faded = (color: string, opacity: number): string =>
  color.replace(/^rgb\((.*)\)$/, (_, channels: string) => `rgba(${channels},${opacity})`);

const hoverOf = ({ layer, tensor, n, summary }: TensorChange): string => {
  const { min, q1, median, q3, max } = summary;
  const quartiles = [min, q1, median, q3, max].map(formatFigure).join(" | ");
  return `layer ${layer}: ${tensor}<br>${formatCount(n)} weights<br>min | q1 | median | q3 | max<br>${quartiles}`;
};

/** The density as wide as it is high, to both sides; a line where all changes are equal. */
function violin({ layer, density: { at, density } }: TensorChange, { name, color }: ProjectionStyle): AreaTrace {
  const most = Math.max(...density, Number.MIN_VALUE);
  const half = density.map((height) => (HALF * height) / most);
  const middle = layer!;
  return {
    type: "scatter",
    mode: "lines",
    name,
    x: [...half.map((w) => middle - w), ...half.map((w) => middle + w).reverse()],
    y: [...at, ...[...at].reverse()],
    fill: "toself",
    fillcolor: faded(color, 0.35),
    line: { color, width: 1 },
    hoverinfo: "skip",
    showlegend: false,
  };
}

function quartileBar({ layer, summary: { q1, q3 } }: TensorChange, { color }: ProjectionStyle): AreaTrace {
  const [left, right] = [layer! - BOX_HALF, layer! + BOX_HALF];
  return {
    type: "scatter",
    mode: "lines",
    name: "quartiles",
    x: [left, right, right, left, left],
    y: [q1, q1, q3, q3, q1],
    fill: "toself",
    fillcolor: color,
    line: { color, width: 1 },
    hoverinfo: "skip",
    showlegend: false,
  };
}

function medians(tensors: readonly TensorChange[], style: ProjectionStyle, { theme }: FigureFrame): PointTrace {
  return {
    type: "scatter",
    mode: "markers",
    name: style.name,
    x: tensors.map(({ layer }) => layer!),
    y: tensors.map(({ summary }) => summary.median),
    marker: {
      color: theme.paper,
      size: 7,
      symbol: style.marker,
      opacity: 1,
      line: { color: style.color, width: 1.5 },
    },
    customdata: tensors.map(hoverOf),
    hovertemplate: "%{customdata}<extra></extra>",
  };
}

function boxes(tensors: readonly TensorChange[], { name, color }: ProjectionStyle): BoxTrace {
  const of = (key: "min" | "q1" | "median" | "q3" | "max") => tensors.map(({ summary }) => summary[key]);
  return {
    type: "box",
    name,
    x: tensors.map(({ layer }) => layer!),
    q1: of("q1"),
    median: of("median"),
    q3: of("q3"),
    lowerfence: of("min"),
    upperfence: of("max"),
    fillcolor: faded(color, 0.35),
    line: { color, width: 1.5 },
    marker: { color },
    showlegend: false,
  };
}

/** The changes of one projection over layers: violins with their quartiles, or boxes with whiskers to the extremes. */
export function spreadFigure(
  { name, result }: MeasuredRun,
  { projection, isPublished }: Pick<Shown, "projection" | "isPublished">,
  kind: SpreadKind,
  range: readonly [number, number] | undefined,
  frame: FigureFrame,
): Figure {
  const style = projectionStyle(projection, frame.theme, isPublished);
  const inLayers = tensorsOf(result, projection).filter(({ layer }) => layer !== null);
  const data: Figure["data"] =
    kind === "box"
      ? [boxes(inLayers, style)]
      : [
          ...inLayers.flatMap((tensor) => [violin(tensor, style), quartileBar(tensor, style)]),
          medians(inLayers, style, frame),
        ];
  return cartesianFigure(
    {
      title: `Changes of ${style.name} weights by layer: ${name}`,
      x: { title: "layer", format: "d", range: [-0.6, result.nLayers - 0.4], isWhole: true },
      y: { title: "change of a weight", format: "~g", hasZero: true, ...(range ? { range } : {}) },
      data,
    },
    frame,
  );
}

export function spreadTable({ result }: MeasuredRun, { projection }: Pick<Shown, "projection">): FigureTable {
  return {
    columns: ["tensor", "layer", "weights", "min", "q1", "median", "q3", "max", "mean"],
    rows: tensorsOf(result, projection).map(({ tensor, layer, n, summary }) => {
      const { min, q1, median, q3, max, mean } = summary;
      return [tensor, layer, n, min, q1, median, q3, max, mean];
    }),
  };
}

/** One range for the pictures of several runs, so that they can be held side by side; undefined where nothing changed. */
export function sharedRange(runs: readonly MeasuredRun[], { projection }: Pick<Shown, "projection">) {
  const tensors = runs.flatMap(({ result }) => tensorsOf(result, projection)).filter(({ layer }) => layer !== null);
  const low = Math.min(...tensors.map(({ summary }) => summary.min));
  const high = Math.max(...tensors.map(({ summary }) => summary.max));
  if (!(high > low)) return undefined;
  const room = 0.05 * (high - low);
  return [low - room, high + room] as const;
}
