import { useCallback, useMemo } from "react";
import { Chart } from "../charts/Chart";
import { chartSizes } from "../charts/chartSizes";
import type { FigureFrame } from "../charts/figure";
import type { AlignedModel } from "./curveLines";
import { type Matrix, matrixFigure, matrixSummary, matrixTable, shownName } from "./matrixCells";
import type { Measure } from "./measures";

function MatrixChart({ matrix, source, stem }: { matrix: Matrix; source: string; stem: string }) {
  const figure = useCallback((frame: FigureFrame) => matrixFigure(matrix, frame), [matrix]);
  const { measure, layer, shows, isCentred } = matrix;
  const n = matrix.models[0]?.result.languages.length ?? 0;
  return (
    <Chart
      title={`${measure.name}, layer ${layer}: ${shownName(matrix)}`}
      summary={matrixSummary(matrix)}
      source={source}
      stem={`${stem}-${measure.id}${isCentred ? "-centred" : ""}-layer-${layer}-${shows}`}
      figure={figure}
      table={() => matrixTable(matrix)}
      {...chartSizes(n, n)}
    />
  );
}

/** Language x language in one layer: a model, or two and what differs. */
export function MatrixCharts({
  measure,
  isCentred,
  layer,
  models,
  source,
  stem,
}: {
  measure: Measure;
  isCentred: boolean;
  layer: number;
  models: readonly AlignedModel[];
  source: string;
  stem: string;
}) {
  const matrices = useMemo(() => {
    const kinds = models.length > 1 ? (["first", "second", "difference"] as const) : (["first"] as const);
    return kinds.map((shows): Matrix => ({ measure, isCentred, layer, models, shows }));
  }, [measure, isCentred, layer, models]);
  return (
    <div className="align-figures matrices">
      {matrices.map((matrix) => (
        <MatrixChart key={matrix.shows} matrix={matrix} source={source} stem={stem} />
      ))}
    </div>
  );
}
