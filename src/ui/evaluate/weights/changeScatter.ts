import { cartesianFigure } from "../../charts/cartesian";
import type { Figure, FigureFrame, FigureTable } from "../../charts/figure";
import type { PointTrace } from "../../charts/shapeTrace";
import { layersText, type MeasuredRun, type Shown, tensorsIn } from "./measuredRun";
import { projectionStyle } from "./projectionStyle";

/** More than these take a browser too long to draw. */
const MOST_POINTS = 3000;

interface Point {
  readonly tensor: string;
  readonly original: number;
  readonly change: number;
}

/** The drawn weights, thinned evenly where they are too many. */
function pointsOf({ result }: MeasuredRun, shown: Shown): Point[] {
  const points = tensorsIn(result, shown).flatMap(({ tensor, sample }) =>
    sample.change.map((change, i) => ({ tensor, original: sample.original[i]!, change })),
  );
  const step = Math.max(1, Math.ceil(points.length / MOST_POINTS));
  return points.filter((_, i) => i % step === 0);
}

/** Change of a weight against the weight before, of a sample. */
export function scatterFigure(run: MeasuredRun, shown: Shown, frame: FigureFrame): Figure {
  const points = pointsOf(run, shown);
  const style = projectionStyle(shown.projection, frame.theme, shown.isPublished);
  const trace: PointTrace = {
    type: "scatter",
    mode: "markers",
    name: style.name,
    x: points.map(({ original }) => original),
    y: points.map(({ change }) => change),
    marker: { color: style.color, size: 4, symbol: style.marker, opacity: 0.55 },
    hovertemplate: "before %{x:.4~g}, change %{y:.4~g}<extra></extra>",
  };
  return cartesianFigure(
    {
      title: `Change against the weight before, ${style.name}, ${layersText(shown)}: ${run.name}`,
      x: { title: "weight before", format: "~g", hasZero: true },
      y: { title: "change", format: "~g", hasZero: true },
      data: [trace],
    },
    frame,
  );
}

export function scatterTable(run: MeasuredRun, shown: Shown): FigureTable {
  return {
    columns: ["tensor", "weight before", "change"],
    rows: pointsOf(run, shown).map(({ tensor, original, change }) => [tensor, original, change]),
  };
}
