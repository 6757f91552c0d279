import { wholeTicks } from "./axisTicks";
import { baseLayout, type Figure, type FigureFrame, type Margins, sourceHeight, topMargin } from "./figure";
import {
  cellText,
  gapOf,
  type HeatCells,
  type HeatColors,
  type HeatmapAxis,
  heatmapAxis,
  heatTrace,
  TICK_FONT,
  tickTextOf,
  withColorBar,
} from "./heatCells";
import { LETTER, longest } from "./lettering";

/** A matrix to be drawn as coloured cells. */
export interface Heatmap extends HeatCells, HeatColors {
  readonly title: string;
  readonly x: HeatmapAxis;
  readonly y: HeatmapAxis;
}

/** Cells show their number from this size on. */
const TEXT_CELL = { width: 20, height: 10 };

function marginsOf(heatmap: Heatmap, turned: boolean, frame: FigureFrame): Margins {
  const { x, y } = heatmap;
  return {
    l: Math.ceil(longest(y.labels) * LETTER) + 34,
    r: Math.ceil(Math.max(longest(tickTextOf(heatmap)) * LETTER + 30, 62)),
    t: topMargin(frame),
    b: sourceHeight(frame) + 22 + (turned ? Math.ceil(longest(x.labels) * LETTER) : 12),
  };
}

/** Cells with a title, two named axes, a colour bar with its unit, and numbers in the cells when they are few. */
export function heatmapFigure(heatmap: Heatmap, frame: FigureFrame): Figure {
  const { x, y, text } = heatmap;
  const widest = longest(x.labels) * LETTER + 3;
  const guess = (frame.width - 140) / x.labels.length;
  // Labels of letters are turned where they do not fit side by side; numbers are thinned out instead.
  const turned = widest > guess && !x.labels.every((label) => /^\d+$/.test(label));
  const margin = marginsOf(heatmap, turned, frame);
  const plot = { width: frame.width - margin.l - margin.r, height: frame.height - margin.t - margin.b };
  const cell = { width: plot.width / x.labels.length, height: plot.height / y.labels.length };
  const widestText = Math.max(0, ...text.map(longest));
  const hasText = cell.height >= TEXT_CELL.height && cell.width >= Math.max(TEXT_CELL.width - 6, widestText * 5.4 + 3);
  const trace = withColorBar(heatTrace(heatmap, heatmap, gapOf(cell)), heatmap, frame);
  const base = baseLayout(heatmap.title, frame, margin);
  return {
    data: hasText ? [trace, cellText(heatmap, heatmap, frame, cell.height < 12 ? 9 : 10)] : [trace],
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
