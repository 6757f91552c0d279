import { useCallback, useMemo, useState } from "react";
import { views } from "../../state/views";
import type { RunCurves, RunSummary } from "../../worker/finetuneProtocol";
import { Chart } from "../charts/Chart";
import type { FigureFrame } from "../charts/figure";
import { linesFigure } from "../charts/lines";
import { languageName, styleAt } from "../languageStyle";
import { toFileStem } from "../parts/save";
import { useView } from "../parts/useView";
import { ForgettingChart } from "./ForgettingChart";
import { type DrawnRun, type Quantity, runLines, runTable } from "./runLines";
import { runSource } from "./runText";

/** Curves are asked for at most so often: a step of a small model takes milliseconds. */
const REST_MS = 1000;
const SIZE = { width: 760, height: 420 };
const NAMED = {
  validation: "Validation loss",
  training: "Training loss",
  gradNorm: "Gradient norm",
  learningRate: "Learning rate",
} as const;

const toQuantity = (value: string): Quantity => (value in NAMED ? (value as keyof typeof NAMED) : { language: value });

/** Changes whenever there is more to draw. */
const revisionOf = (runs: readonly RunSummary[]): string =>
  runs.map(({ id, name, stepsDone, validated }) => `${id} ${name} ${stepsDone} ${validated?.last.step}`).join("\n");

function summarise(drawn: readonly DrawnRun[], quantity: Quantity): string {
  const { title, lines } = runLines(drawn, quantity);
  const ends = lines
    .filter(({ y }) => y.length > 0)
    .map(({ name, y }) => `${name} ends at ${y.at(-1)!.toPrecision(3)}`);
  return `Lines of ${drawn.length} runs over tokens trained on. ${title}: ${ends.join("; ") || "nothing yet"}.`;
}

/** Drawn runs with their curves, in the order of `runs`, which gives them their style. */
function join(runs: readonly RunSummary[], hidden: ReadonlySet<string>, curves: readonly RunCurves[]): DrawnRun[] {
  return runs.flatMap((run, place) => {
    const found = curves.find(({ id }) => id === run.id);
    return found && !hidden.has(run.id) ? [{ run, curves: found, style: styleAt(place) }] : [];
  });
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
  const ids = runs.filter(({ id }) => !hidden.has(id) || id === open.id).map(({ id }) => id);
  const shown = runs.filter(({ id }) => ids.includes(id));
  const { value: curves, error } = useView(revisionOf(shown), () => views.runCurves({ ids }), REST_MS);
  const drawn = useMemo(() => join(runs, hidden, curves ?? []), [runs, hidden, curves]);
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
        saveSize={SIZE}
        tallHeight={SIZE.height}
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
