import type { Projection, TensorChange, WeightChangeResult } from "../../evaluate/weightChangeResult";
import { type ChartLine, lineChart } from "./lineChart";
import { type Content, type Markup, markup } from "./markup";
import { countText, figureText } from "./numberText";
import { pairsOf, type ReportValues } from "./reportValues";
import { section, table } from "./table";
import { violinChart } from "./violinChart";

const PROJECTIONS = ["gate", "up", "down", "other"] as const satisfies readonly Projection[];
/** Those drawn as violins; the rest are tensors of many kinds. */
const DRAWN = ["gate", "up", "down"] as const;

const inLayers = ({ tensors }: WeightChangeResult, projection: Projection): TensorChange[] =>
  tensors.filter((tensor) => tensor.projection === projection && tensor.layer !== null);

const normOf = (tensors: readonly TensorChange[], key: "l2" | "l2Original" = "l2"): number =>
  Math.hypot(...tensors.map((tensor) => tensor[key]));

function norms(result: WeightChangeResult): Markup {
  const layers = Array.from({ length: result.nLayers }, (_, layer) => layer);
  const lines = PROJECTIONS.flatMap((projection, series): ChartLine[] => {
    const own = inLayers(result, projection);
    if (own.length === 0) return [];
    const y = layers.map((layer) => normOf(own.filter((tensor) => tensor.layer === layer)));
    return [{ name: projection, series, x: layers, y }];
  });
  return lineChart({
    title: "L2 norm of the change of the trained weights by layer",
    ...{ x: "layer", y: "‖ΔW‖₂", lines, isWhole: true, withZero: true },
  });
}

function totals({ tensors }: WeightChangeResult): Content {
  return table(
    "All layers together",
    [{ name: "Projection" }, ...["Weights trained", "‖ΔW‖₂", "‖ΔW‖₂ / ‖W‖₂"].map((name) => ({ name, isNumber: true }))],
    PROJECTIONS.flatMap((projection) => {
      const own = tensors.filter((tensor) => tensor.projection === projection);
      if (own.length === 0) return [];
      const before = normOf(own, "l2Original");
      const n = own.reduce((sum, tensor) => sum + tensor.n, 0);
      return [
        [projection, countText(n), figureText(normOf(own)), figureText(before > 0 ? normOf(own) / before : null)],
      ];
    }),
  );
}

/** How the run changed its weights. */
export function weightSection(values: ReportValues): Markup | null {
  const result = pairsOf(values, "weightChange").find(({ tuned }) => tuned)?.tuned?.result;
  if (!result || result.tensors.length === 0) return null;
  const violins = DRAWN.filter((projection) => inLayers(result, projection).length > 0).map((projection) =>
    violinChart({
      title: `Changes of ${projection} weights by layer: density, quartiles and median`,
      nLayers: result.nLayers,
      series: PROJECTIONS.indexOf(projection),
      tensors: inLayers(result, projection),
    }),
  );
  const what =
    "Trained weights only: rows and columns of a mask, of LoRA and IA³ the whole matrix as it would be merged.";
  return section(
    "weights",
    "Weight change",
    markup`<p class="hint">${what}</p>
`,
    norms(result),
    totals(result),
    ...violins,
  );
}
