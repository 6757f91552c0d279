import { useCallback, useState } from "react";
import type { LanguageOverlap } from "../../lape/languageOverlap";
import { Chart } from "../charts/Chart";
import { chartSizes } from "../charts/chartSizes";
import type { FigureFrame } from "../charts/figure";
import { type OverlapMeasure, overlapFigure, overlapTable, pairOverlap } from "../charts/overlap";
import { formatCount, formatFigure } from "../format";

const MEASURES: readonly { readonly value: OverlapMeasure; readonly label: string }[] = [
  { value: "shared", label: "count" },
  { value: "jaccard", label: "Jaccard" },
  { value: "over expectation", label: "× chance" },
];

function summarise(overlap: LanguageOverlap): string {
  const { languages } = overlap;
  let most = { text: "", shared: -1 };
  for (const [a, from] of languages.entries()) {
    for (let b = a + 1; b < languages.length; b++) {
      const { shared, expected } = pairOverlap(overlap, a, b);
      if (shared <= most.shared) continue;
      const chance = `${formatFigure(expected)} expected by chance`;
      most = { shared, text: `Most are shared by ${from} and ${languages[b]}: ${formatCount(shared)}, ${chance}.` };
    }
  }
  return `Heatmap of ${languages.length} by ${languages.length} languages. ${most.text}`;
}

/** Language x language: how many neurons two languages share, raw, as Jaccard index, or over what chance would give. */
export function OverlapChart({ overlap, source, stem }: { overlap: LanguageOverlap; source: string; stem: string }) {
  const [measure, setMeasure] = useState<OverlapMeasure>("shared");
  const figure = useCallback((frame: FigureFrame) => overlapFigure(overlap, measure, frame), [overlap, measure]);
  return (
    <Chart
      title="Overlap"
      summary={summarise(overlap)}
      source={source}
      stem={`${stem}-overlap`}
      figure={figure}
      table={() => overlapTable(overlap)}
      {...chartSizes(overlap.languages.length, overlap.languages.length)}
    >
      <select
        aria-label="Measure of overlap"
        value={measure}
        onChange={({ currentTarget: { value } }) => setMeasure(value as OverlapMeasure)}
      >
        {MEASURES.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </Chart>
  );
}
