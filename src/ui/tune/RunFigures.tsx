import { useCallback, useMemo, useState } from "react";
import type { RunSummary } from "../../worker/runProtocol";
import { Chart } from "../charts/Chart";
import { CARTESIAN_SIZES } from "../charts/chartSizes";
import type { FigureFrame } from "../charts/figure";
import { linesFigure } from "../charts/lines";
import { languageName } from "../languageStyle";
import { toFileStem } from "../parts/save";
import { drawnRuns, useRunCurves } from "./drawnRuns";
import { ForgettingChart } from "./ForgettingChart";
import { type DrawnRun, type Quantity, runLines, runTable } from "./runLines";
import { runSource } from "./runText";

const NAMED = {
  validation: "Validation loss",
  training: "Training loss",
  gradNorm: "Gradient norm",
  learningRate: "Learning rate",
} as const;

const toQuantity = (value: string): Quantity => (value in NAMED ? (value as keyof typeof NAMED) : { language: value });

function summarise(drawn: readonly DrawnRun[], quantity: Quantity): string {
  const { title, lines } = runLines(drawn, quantity);
  const ends = lines
    .filter(({ y }) => y.length > 0)
    .map(({ name, y }) => `${name} ends at ${y.at(-1)!.toPrecision(3)}`);
  return `Lines of ${drawn.length} runs over tokens trained on. ${title}: ${ends.join("; ") || "nothing yet"}.`;
}

/** The runs compared in one chart, and what the open one changed in each language. */
export function RunFigures({
  runs,
  hidden,
  open,
}: {
  runs: readonly RunSummary[];
  hidden: ReadonlySet<string>;
  open: RunSummary;
}) {
  // Of a run that trains one watches each step; those that are done are compared.
  const [value, setValue] = useState<string>(open.status === "running" ? "training" : "validation");
  const shown = runs.filter(({ id }) => !hidden.has(id) || id === open.id);
  const { value: curves, error } = useRunCurves(shown);
  const drawn = useMemo(() => drawnRuns(runs, curves ?? [], hidden), [runs, curves, hidden]);
  const languages = [...new Set(drawn.flatMap((one) => Object.keys(one.curves.validations[0]?.lossNats ?? {})))].sort();
  const quantity = useMemo(() => toQuantity(value), [value]);
  const figure = useCallback((frame: FigureFrame) => linesFigure(runLines(drawn, quantity), frame), [drawn, quantity]);
  const ofOpen = curves?.find(({ id }) => id === open.id);
  if (error) {
    return (
      <p className="chart-error" role="alert">
        {error}
      </p>
    );
  }
  return (
    <div className="tune-figures">
      <Chart
        title="Runs"
        summary={summarise(drawn, quantity)}
        source={runSource(shown)}
        stem={`${toFileStem(open.model.name)}-runs`}
        figure={figure}
        table={() => runTable(drawn, quantity)}
        {...CARTESIAN_SIZES}
      >
        <select
          aria-label="What runs are compared by"
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
        >
          {Object.entries(NAMED).map(([key, name]) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
          {languages.map((language) => (
            <option key={language} value={language}>
              Validation: {languageName(language)}
            </option>
          ))}
        </select>
      </Chart>
      {ofOpen && <ForgettingChart run={open} curves={ofOpen} />}
    </div>
  );
}
