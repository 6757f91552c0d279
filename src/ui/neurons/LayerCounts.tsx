import { useCallback } from "react";
import type { SelectionSummary } from "../../worker/selectionProtocol";
import { Chart } from "../charts/Chart";
import { chartSizes } from "../charts/chartSizes";
import type { FigureFrame } from "../charts/figure";
import { layerCountsFigure, layerCountsTable } from "../charts/layerCounts";
import { formatCount } from "../format";

function summarise({ languages, members, layerCounts, nLayers }: SelectionSummary): string {
  let at = 0;
  for (const [i, count] of layerCounts.entries()) if (count > layerCounts[at]!) at = i;
  const most = Math.max(...members);
  return (
    `Heatmap of ${languages.length} languages by ${nLayers} layers. Most neurons: ${formatCount(layerCounts[at] ?? 0)}, ` +
    `of ${languages[Math.floor(at / nLayers)]} in layer ${at % nLayers}. ` +
    `Over all layers ${languages[members.indexOf(most)]} has most, ${formatCount(most)}.`
  );
}

/** Layer x language: where the neurons of each language lie. */
export function LayerCounts({
  selection,
  source,
  stem,
}: {
  selection: SelectionSummary;
  source: string;
  stem: string;
}) {
  const { languages, nLayers } = selection;
  const figure = useCallback((frame: FigureFrame) => layerCountsFigure(selection, frame), [selection]);
  return (
    <Chart
      title="Neurons per layer"
      summary={summarise(selection)}
      source={source}
      stem={`${stem}-layer-counts`}
      figure={figure}
      table={() => layerCountsTable(selection)}
      {...chartSizes(nLayers, languages.length)}
    />
  );
}
