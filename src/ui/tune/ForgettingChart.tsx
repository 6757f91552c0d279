import { useCallback, useMemo } from "react";
import type { RunCurves, RunSummary } from "../../worker/runProtocol";
import { Chart } from "../charts/Chart";
import { CARTESIAN_SIZES } from "../charts/chartSizes";
import type { FigureFrame } from "../charts/figure";
import { linesFigure } from "../charts/lines";
import { formatChange } from "../format";
import { languageStyle } from "../languageStyle";
import { toFileStem } from "../parts/save";
import { forgettingLines, forgettingTable } from "./runLines";
import { runSource } from "./runText";

/** How each language's validation loss has moved since the start of a run. */
export function ForgettingChart({ run, curves }: { run: RunSummary; curves: RunCurves }) {
  const lines = useMemo(() => {
    const all = [run.language, ...Object.keys(curves.validations[0]?.lossNats ?? {})];
    return forgettingLines(curves, run.language, (language) => languageStyle(language, all));
  }, [curves, run.language]);
  const figure = useCallback((frame: FigureFrame) => linesFigure(lines, frame), [lines]);
  const ends = lines.lines.map(({ name, y }) => `${name} ${formatChange(y.at(-1) ?? 0)}`);
  return (
    <Chart
      title="Learned and forgotten"
      summary={`Change of validation loss since the start of ${run.name}, by language: ${ends.join(", ") || "none yet"}.`}
      source={runSource([run])}
      stem={`${toFileStem(run.name)}-forgetting`}
      figure={figure}
      table={() => forgettingTable(curves)}
      {...CARTESIAN_SIZES}
    >
      <ul className="tune-legend" aria-label="Languages">
        {lines.lines.map(({ name, style, y }) => (
          <li key={name}>
            <span aria-hidden="true" style={{ color: `var(--lang-${style.series})` }}>
              {style.sign}
            </span>{" "}
            {name} {y.length > 1 && formatChange(y.at(-1)!)}
          </li>
        ))}
      </ul>
    </Chart>
  );
}
