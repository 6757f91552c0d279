import { cartesianFigure } from "../../charts/cartesian";
import { type Figure, type FigureFrame, type FigureTable, plainText } from "../../charts/figure";
import type { LineTrace } from "../../charts/lineTrace";
import { layerNorms, type MeasuredRun, projectionsOf } from "./measuredRun";
import { PROJECTIONS, projectionStyle } from "./projectionStyle";

export interface NormOptions {
  readonly isRelative: boolean;
  readonly isPublished: boolean;
}

const DASHES = ["solid", "dash"] as const;

const axisTitle = ({ isRelative }: NormOptions): string =>
  isRelative ? "‖ΔW‖₂ / ‖W‖₂ of the trained weights" : "‖ΔW‖₂ of the trained weights";

/** L2 (Frobenius) norm of the change over layers, a line a projection; of a second run dashed. */
export function normFigure(runs: readonly MeasuredRun[], options: NormOptions, frame: FigureFrame): Figure {
  const nLayers = Math.max(1, ...runs.map(({ result }) => result.nLayers));
  const data = runs.flatMap(({ name, result }, place) =>
    projectionsOf([{ result }], PROJECTIONS).map((projection): LineTrace => {
      const style = projectionStyle(projection, frame.theme, options.isPublished);
      const label = runs.length === 1 ? style.name : `${style.name}, ${name}`;
      return {
        type: "scatter",
        mode: "lines+markers",
        name: plainText(label),
        x: Array.from({ length: result.nLayers }, (_, layer) => layer),
        y: layerNorms(result, projection, options.isRelative),
        line: { color: style.color, width: 2, dash: DASHES[place] ?? "dot" },
        marker: { color: style.color, size: 6, symbol: place === 0 ? style.marker : `${style.marker}-open` },
        hovertemplate: "%{fullData.name}<br>layer %{x}: %{y:.4~g}<extra></extra>",
      };
    }),
  );
  return cartesianFigure(
    {
      title: "Norm of the weight change by layer",
      x: { title: "layer", format: "d", range: [-0.4, nLayers - 0.6], isWhole: true },
      y: { title: axisTitle(options), format: "~g", isFromZero: true },
      data,
    },
    frame,
  );
}

/** A row a tensor, with all that was measured of it but distributions. */
export function normTable(runs: readonly MeasuredRun[]): FigureTable {
  return {
    columns: [
      "tensor",
      "run",
      "layer",
      "projection",
      "weights",
      "L2 of change",
      "L2 before",
      "min",
      "q1",
      "median",
      "q3",
      "max",
    ],
    rows: runs.flatMap(({ name, result }) =>
      result.tensors.map(({ tensor, layer, projection, n, l2, l2Original, summary }) => {
        const { min, q1, median, q3, max } = summary;
        return [tensor, name, layer, projection, n, l2, l2Original, min, q1, median, q3, max];
      }),
    ),
  };
}
