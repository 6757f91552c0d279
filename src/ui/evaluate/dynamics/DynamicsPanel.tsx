import { useCallback, useMemo, useState } from "react";
import type { RunSummary } from "../../../worker/runProtocol";
import { Chart } from "../../charts/Chart";
import { CARTESIAN_SIZES } from "../../charts/chartSizes";
import type { FigureFrame } from "../../charts/figure";
import { formatFigure } from "../../format";
import { languageName, styleAt } from "../../languageStyle";
import { ChoiceRow } from "../../parts/ChoiceRow";
import { Section } from "../../parts/Section";
import { toFileStem } from "../../parts/save";
import { hrefOf } from "../../route";
import { drawnRuns, useRunCurves } from "../../tune/drawnRuns";
import { METHODS } from "../../tune/methods";
import { runSource } from "../../tune/runText";
import { useStore } from "../../useStore";
import { bestOf, type ComparedRun, whyNotCompared } from "./comparedRun";
import { DataSize } from "./DataSize";
import { dynamicsFigure, dynamicsTable } from "./dynamicsFigures";
import { TokensToLoss } from "./TokensToLoss";
import "./dynamics.css";

/** A base and a language: only runs that share both can be compared. */
const groupOf = ({ model, language }: RunSummary): string => `${model.hash} ${model.dtype} ${language}`;

function summarise(runs: readonly ComparedRun[]): string {
  const best = runs.flatMap((one) => {
    const point = bestOf(one);
    return point ? [`${one.run.name} ${formatFigure(point.loss)} after ${point.tokens} tokens`] : [];
  });
  return `Validation loss of ${runs.length} runs over tokens trained on. Best: ${best.join("; ") || "none yet"}.`;
}

/** Which runs are drawn; their signs are the legend. */
function RunChecks({
  runs,
  hidden,
  onDraw,
}: {
  runs: readonly RunSummary[];
  hidden: ReadonlySet<string>;
  onDraw: (id: string, isDrawn: boolean) => void;
}) {
  return (
    <fieldset className="bare dynamics-shares" aria-label="Runs that are drawn">
      {runs.map(({ id, name, method }, place) => (
        <label className="check" key={id}>
          <input
            type="checkbox"
            checked={!hidden.has(id)}
            onChange={(event) => onDraw(id, event.currentTarget.checked)}
          />
          <span aria-hidden="true" style={{ color: styleAt(place).color }}>
            {styleAt(place).sign}
          </span>
          <span>
            {name} <span className="hint">{METHODS[method].name}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function Compared({ runs }: { runs: readonly RunSummary[] }) {
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const { value: curves, error } = useRunCurves(runs);
  const compared = useMemo(() => drawnRuns(runs, curves ?? [], hidden), [runs, curves, hidden]);
  const figure = useCallback((frame: FigureFrame) => dynamicsFigure(compared, frame), [compared]);
  const problem = whyNotCompared(compared);
  const stem = toFileStem(`${runs[0]!.model.name}-${runs[0]!.language}`);
  const source = runSource(runs);
  const draw = (id: string, isDrawn: boolean) =>
    setHidden((before) => new Set(isDrawn ? [...before].filter((one) => one !== id) : [...before, id]));
  return (
    <>
      <RunChecks runs={runs} hidden={hidden} onDraw={draw} />
      {error && <p className="problem">{error}</p>}
      {problem && <p className="problem">{problem}</p>}
      <div className="dynamics-figures">
        <Chart
          title="Training dynamics"
          summary={summarise(compared)}
          source={source}
          stem={`${stem}-dynamics`}
          figure={figure}
          table={() => dynamicsTable(compared)}
          {...CARTESIAN_SIZES}
        />
        <DataSize runs={compared} source={source} stem={stem} />
      </div>
      <TokensToLoss runs={compared} />
    </>
  );
}

/** How fast runs learn, and what more text brings: runs of one base and one language, side by side. */
export function DynamicsPanel() {
  const all = useStore((state) => state.runs);
  const [chosen, setGroup] = useState<string | null>(null);
  const validated = useMemo(() => all.filter((run) => run.validated !== null), [all]);
  const groups = [...new Map(validated.map((run) => [groupOf(run), run]))];
  const group = groups.find(([key]) => key === chosen)?.[0] ?? groups.at(-1)?.[0] ?? null;
  const runs = useMemo(() => validated.filter((run) => groupOf(run) === group), [validated, group]);
  if (group === null) {
    return (
      <Section title="No run yet">
        <p>
          Runs that were validated are held side by side here: how fast each method learns, and what more text brings.
        </p>
        <div className="buttons">
          <a className="button primary" href={hrefOf("tune")}>
            Fine-tune
          </a>
        </div>
      </Section>
    );
  }
  const choices = groups.map(([value, { model, language }]) => ({
    value,
    label: `${languageName(language)}, ${model.name} ${model.dtype}`,
  }));
  return (
    <div className="stack">
      <Section title="Training dynamics">
        <div className="dynamics-choices">
          <ChoiceRow
            name="Runs on"
            hint="Only runs of one language on one base can be compared."
            value={group}
            choices={choices}
            onChoose={setGroup}
          />
        </div>
      </Section>
      <Compared key={group} runs={runs} />
    </div>
  );
}
