import { useCallback, useMemo } from "react";
import { Chart } from "../../charts/Chart";
import { type Changes, changesFigure } from "../../charts/changes";
import type { FigureFrame } from "../../charts/figure";
import { formatChange } from "../../format";
import { toFileStem } from "../../parts/save";
import { comparisonTable, toChanges } from "./changeFigure";
import type { Unit } from "./changeText";
import type { Comparison } from "./comparison";

function summarise({ title, rows, series }: Changes): string {
  const lines = series.map(({ name, changes }) => {
    const said = changes.flatMap((change, row) => (change ? [`${rows[row]} ${formatChange(change.value)}`] : []));
    return `${name}: ${said.join(", ")}`;
  });
  return `${title}, a point a language with its 95 % interval. ${lines.join(". ")}.`;
}

/** Change by language: what is learned lies left of zero, what is forgotten right. */
export function ChangeChart({
  comparison,
  languages,
  unit,
  source,
}: {
  comparison: Comparison;
  languages: readonly string[];
  unit: Unit;
  source: string;
}) {
  const changes = useMemo(() => toChanges(comparison, languages, unit), [comparison, languages, unit]);
  const figure = useCallback((frame: FigureFrame) => changesFigure(changes, frame), [changes]);
  const height = Math.max(320, 120 + languages.length * (14 + 10 * changes.series.length));
  return (
    <div className="score-chart">
      <Chart
        title="Change by language"
        summary={summarise(changes)}
        source={source}
        stem={`${toFileStem(comparison.from.summary.model.name)}-perplexity`}
        figure={figure}
        table={() => comparisonTable(comparison)}
        saveSize={{ width: 760, height }}
        tallHeight={height}
      >
        <ul className="score-legend" aria-label="Models">
          {changes.series.map(({ name, style }) => (
            <li key={name}>
              <span aria-hidden="true" style={{ color: `var(--lang-${style.series})` }}>
                {style.sign}
              </span>{" "}
              {name}
            </li>
          ))}
          <li>hollow: could be chance</li>
        </ul>
      </Chart>
    </div>
  );
}
