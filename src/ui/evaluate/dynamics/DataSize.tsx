import { useCallback, useState } from "react";
import { finetuneBudgets } from "../../../state/budgetsApi";
import { Chart } from "../../charts/Chart";
import { CARTESIAN_SIZES } from "../../charts/chartSizes";
import type { FigureFrame } from "../../charts/figure";
import { formatCount, formatFigure, formatPercent } from "../../format";
import { languageName } from "../../languageStyle";
import { Section } from "../../parts/Section";
import { attempt } from "../../perform";
import { hrefOf } from "../../route";
import { METHODS } from "../../tune/methods";
import { useStore } from "../../useStore";
import { budgetLines } from "./budgetLines";
import type { ComparedRun } from "./comparedRun";
import { dataSizeFigure, dataSizeTable } from "./dynamicsFigures";

/** Shares of the training text that one may start runs on. */
const SHARES = [0.05, 0.1, 0.25, 0.5, 1] as const;

function summarise(runs: readonly ComparedRun[]): string {
  const lines = budgetLines(runs).map(({ name, points }) => {
    const [first, last] = [points[0]!, points.at(-1)!];
    return `${name} from ${formatFigure(first.loss)} at ${formatCount(first.budget)} to ${formatFigure(last.loss)} at ${formatCount(last.budget)} tokens`;
  });
  return `Best validation loss over tokens of training text seen, a line for runs of equal settings: ${lines.join("; ") || "none yet"}.`;
}

/** Starts runs on parts of the training text, with the settings of step 5. */
function StartBudgets() {
  const plan = useStore((state) => state.plan);
  const isBusy = useStore((state) => state.jobs.some(({ kind }) => kind === "finetune"));
  const [shares, setShares] = useState<ReadonlySet<number>>(new Set([0.1, 0.25, 0.5, 1]));
  if (!plan || plan.missing !== null || !plan.train) {
    return (
      <p className="hint">
        To start runs at several budgets, set one up in <a href={hrefOf("tune")}>Tune</a>
        {plan?.missing ? `: ${plan.missing}` : "."}
      </p>
    );
  }
  const chosen = SHARES.filter((share) => shares.has(share));
  const toggle = (share: number, isOn: boolean) =>
    setShares((before) => new Set(isOn ? [...before, share] : [...before].filter((one) => one !== share)));
  const { method, steps } = plan.config;
  const { windows } = plan.train;
  return (
    <>
      <p className="hint">
        Runs with the settings of <a href={hrefOf("tune")}>Tune</a> ({METHODS[method].name},{" "}
        {languageName(plan.language ?? "")}, {formatCount(steps)} steps each) on parts of the {formatCount(windows)}{" "}
        training windows: the first ones, so that less text is a part of more. The steps stay the same, so a small part
        is read several times. The paper does not say how it holds this; it is our choice.
      </p>
      <fieldset className="bare dynamics-shares" aria-label="Shares of the training text">
        {SHARES.map((share) => (
          <label className="check" key={share}>
            <input
              type="checkbox"
              checked={shares.has(share)}
              onChange={(event) => toggle(share, event.currentTarget.checked)}
            />
            {formatPercent(share)}
          </label>
        ))}
      </fieldset>
      <div className="buttons">
        <button
          type="button"
          className="button"
          disabled={isBusy || chosen.length === 0}
          onClick={() => attempt("Fine-tune at several budgets", finetuneBudgets(chosen))}
        >
          Start {chosen.length === 1 ? "1 run" : `${chosen.length} runs`}
        </button>
      </div>
    </>
  );
}

/** What more text brings: best losses by the text that runs saw, and a way to make such runs. */
export function DataSize({ runs, source, stem }: { runs: readonly ComparedRun[]; source: string; stem: string }) {
  const figure = useCallback((frame: FigureFrame) => dataSizeFigure(runs, frame), [runs]);
  return (
    <>
      <Chart
        title="Data size"
        summary={summarise(runs)}
        source={source}
        stem={`${stem}-data-size`}
        figure={figure}
        table={() => dataSizeTable(runs)}
        {...CARTESIAN_SIZES}
      >
        <ul className="chart-legend" aria-label="Methods">
          {budgetLines(runs).map(({ name, style }) => (
            <li key={`${name} ${style.marker} ${style.series}`}>
              <span aria-hidden="true" style={{ color: style.color }}>
                {style.sign}
              </span>{" "}
              {name}
            </li>
          ))}
        </ul>
      </Chart>
      <Section title="Runs at several data budgets">
        <StartBudgets />
      </Section>
    </>
  );
}
