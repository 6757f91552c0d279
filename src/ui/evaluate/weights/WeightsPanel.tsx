import { useMemo, useState } from "react";
import { weightChange } from "../../../state/weightChangeApi";
import type { KeptEvaluation } from "../../../worker/evaluation";
import { formatDate } from "../../format";
import { stillThere, useModelRuns } from "../../parts/modelRuns";
import { RunRow } from "../../parts/RunRow";
import { Section } from "../../parts/Section";
import { start } from "../../perform";
import { hrefOf } from "../../route";
import { useStore } from "../../useStore";
import { useKept } from "../useKept";
import { ChangeFigures } from "./ChangeFigures";
import type { MeasuredRun } from "./measuredRun";
import "./weights.css";

type KeptChange = KeptEvaluation<"weightChange">;

const toRun = ({ summary, result }: KeptChange): MeasuredRun => ({ id: summary.id, name: summary.run!.name, result });

const sourceOf = (kept: readonly KeptChange[]): string =>
  [
    [...new Set(kept.map(({ summary: { model } }) => `${model.name} ${model.dtype}`))].join(", "),
    ...kept.map(({ summary }) => summary.run!.name),
    "trained weights only",
    kept.at(-1)!.summary.date.slice(0, 10),
  ].join(" · ");

/** How runs changed their weights: one alone, or two side by side. */
export function WeightsPanel() {
  const isBusy = useStore((state) => state.jobs.some(({ kind }) => kind === "evaluate"));
  const ofModel = useModelRuns();
  const [chosen, setRun] = useState<string | null>(null);
  const [beside, setBeside] = useState<string | null>(null);
  const run = stillThere(chosen, ofModel) ?? ofModel.at(-1)?.id ?? null;
  const second = beside === run ? null : stillThere(beside, ofModel);
  const first = useKept("weightChange", run ?? undefined);
  const other = useKept("weightChange", second ?? undefined);
  const kept = useMemo(() => [first.value, other.value].filter((one) => one !== null), [first.value, other.value]);
  const measured = useMemo(() => kept.map(toRun), [kept]);
  const error = first.error ?? other.error;
  if (ofModel.length === 0) {
    return (
      <Section title="No run yet">
        <p>What a run changed can be measured as soon as one has left weights.</p>
        <div className="buttons">
          <a className="button primary" href={hrefOf("tune")}>
            Fine-tune
          </a>
        </div>
      </Section>
    );
  }
  const measure = () => {
    for (const id of [run, second]) if (id !== null) start(weightChange({ run: id }));
  };
  return (
    <div className="stack">
      <Section
        title="Weight change"
        aside={first.value && <span className="hint">measured {formatDate(first.value.summary.date)}</span>}
      >
        <div className="weights-choices">
          <RunRow name="Run" none="newest" run={run} onChoose={setRun} />
          <RunRow name="Beside it" none="none" run={second} onChoose={setBeside} />
        </div>
        <p className="hint">
          The change of every trained weight, as published: of a mask its rows and columns, of LoRA and IA³ the whole
          matrix as it would be merged. Read from the files; no GPU is used.
        </p>
        <div className="buttons">
          <button type="button" className="button primary" disabled={isBusy} onClick={measure}>
            Measure the weight change
          </button>
        </div>
        {error && <p className="problem">{error}</p>}
      </Section>
      {kept.length > 0 && <ChangeFigures runs={measured} source={sourceOf(kept)} />}
    </div>
  );
}
