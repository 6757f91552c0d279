import type { SelectionSummary } from "../../worker/selectionProtocol";
import type { Figure, FigureFrame, FigureTable } from "./figure";
import { countTicks, heatmapFigure } from "./heatmap";
import { languageLabels } from "./languageLabels";
import { CIVIDIS } from "./palette";

type Counts = Pick<SelectionSummary, "languages" | "layerCounts" | "nLayers">;

const countsOf = ({ layerCounts, nLayers }: Counts, k: number): number[] => [
  ...layerCounts.subarray(k * nLayers, (k + 1) * nLayers),
];

/** Layer x language: how many neurons of each language lie in each layer. */
export function layerCountsFigure(counts: Counts, frame: FigureFrame): Figure {
  const { languages, nLayers } = counts;
  const z = languages.map((_, k) => countsOf(counts, k));
  const max = Math.max(1, ...z.flat());
  return heatmapFigure(
    {
      title: "Neurons per layer and language",
      x: { title: "layer", labels: Array.from({ length: nLayers }, (_, l) => String(l)) },
      y: { title: "language", labels: languageLabels(languages) },
      z,
      // Where there are none the colour says so; zeros would only hide the numbers.
      text: z.map((row) => row.map((count) => (count === 0 ? "" : String(count)))),
      hover: z.map((row, k) => row.map((count, l) => [`${languages[k]}, layer ${l}: ${count} neurons`])),
      palette: CIVIDIS,
      domain: [0, max],
      colorBar: { title: "neurons", ticks: countTicks(max) },
    },
    frame,
  );
}

export function layerCountsTable(counts: Counts): FigureTable {
  const { languages, nLayers } = counts;
  return {
    columns: ["language", ...Array.from({ length: nLayers }, (_, l) => `layer ${l}`)],
    rows: languages.map((language, k) => [language, ...countsOf(counts, k)]),
  };
}
