import { useMemo, useState } from "react";
import { setEvaluateForm } from "../../../state/evaluateForms";
import { perplexity } from "../../../state/scoreApi";
import type { RunSummary } from "../../../worker/runProtocol";
import { formatDate, formatPlural } from "../../format";
import { ChoiceRow } from "../../parts/ChoiceRow";
import { comparedSubjects } from "../../parts/comparedSubjects";
import { HeldStart } from "../../parts/HeldStart";
import { stillThere, useModelRuns } from "../../parts/modelRuns";
import { Section } from "../../parts/Section";
import { SubjectRow } from "../../parts/SubjectRow";
import { start } from "../../perform";
import { hrefOf } from "../../route";
import { statusOf } from "../../tune/runText";
import { useStore } from "../../useStore";
import { ScoreSettings } from "../score/ScoreSettings";
import { toOptions } from "../score/scoreForm";
import { lossNotes, unmeasuredLines } from "../score/unmeasuredText";
import { useScoreForm } from "../score/useScoreForm";
import { useEvaluateForm } from "../useEvaluateForm";
import { ChangeChart } from "./ChangeChart";
import { findings, UNITS, type Unit } from "./changeText";
import { type Comparison, nameOf, rowsOf, sourceOf, weightsNote } from "./comparison";
import { PerplexityTable } from "./PerplexityTable";
import { isEnded, isTicked } from "./tickedRuns";
import { useComparison } from "./useComparison";

/** Losses beside each other, and what changed from the first to each other. */
function Results({ comparison, runs }: { comparison: Comparison; runs: readonly RunSummary[] }) {
  const [unit, setUnit] = useState<Unit>("nats");
  const { from, to } = comparison;
  const languageOf = (id: string | undefined) => runs.find((run) => run.id === id)?.language ?? null;
  const own = languageOf(to[0]?.summary.run?.id);
  const languages = useMemo(() => rowsOf(comparison, own), [comparison, own]);
  const problems = [...new Set(to.flatMap((one) => one.problem ?? weightsNote(comparison, one) ?? []))];
  // Findings of a change say how sound the intervals are.
  const hasChange = to.some(({ change }) => change !== null);
  return (
    <>
      <Section
        title={`Loss by language: ${nameOf(from.summary)}`}
        aside={<span className="hint">measured {formatDate(from.summary.date)}</span>}
      >
        {to.map(({ summary, change }) =>
          change ? (
            <div key={summary.id}>
              <strong>{nameOf(summary)}</strong>
              <ul className="score-findings">
                {findings(change, languageOf(summary.run?.id)).map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            </div>
          ) : null,
        )}
        {(hasChange ? unmeasuredLines(from.result.unmeasured) : lossNotes(from.result)).map((line) => (
          <p className="hint" key={line}>
            {line}
          </p>
        ))}
        {problems.map((problem) => (
          <p className="problem" key={problem}>
            {problem}
          </p>
        ))}
        <div className="score-settings">
          <ChoiceRow
            name="In"
            hint="Nats a token compare models of one tokenizer; bits a byte compare languages and tokenizers, too."
            value={unit}
            choices={Object.entries(UNITS).map(([value, label]) => ({ value, label }))}
            onChoose={(value) => setUnit(value as Unit)}
          />
        </div>
        <PerplexityTable comparison={comparison} unit={unit} />
      </Section>
      {hasChange && (
        <ChangeChart comparison={comparison} languages={languages} unit={unit} source={sourceOf(comparison)} />
      )}
    </>
  );
}

/** Perplexity by language: of the base or a run, and what changed from it to others. */
export function PerplexityPanel() {
  const runs = useStore((state) => state.runs);
  const isBusy = useStore((state) => state.jobs.some(({ kind }) => kind === "evaluate"));
  const form = useEvaluateForm("perplexity");
  const ofModel = useModelRuns();
  const from = stillThere(form.from, ofModel);
  const to = ofModel.filter((run) => run.id !== from && isTicked(run, form.ticked)).map(({ id }) => id);
  const { value: comparison, error } = useComparison(from, to);
  const { score, all } = useScoreForm(form.score);
  const nLanguages = score.languages?.length ?? all.length;
  const measure = () => {
    for (const subject of comparedSubjects([from, ...to], ofModel))
      start(perplexity({ ...toOptions(score), ...subject }));
  };
  return (
    <div className="stack">
      <Section title="Perplexity">
        <div className="score-settings">
          <SubjectRow name="From" run={from} onChoose={(id) => setEvaluateForm("perplexity", { from: id })} />
        </div>
        {ofModel.length === 0 ? (
          <p className="hint">
            There is no run of this model to hold beside the base: <a href={hrefOf("tune")}>fine-tune</a> first.
          </p>
        ) : (
          <fieldset className="bare score-runs" aria-label="Runs beside it">
            {ofModel.map((run) => (
              <label className="check" key={run.id}>
                <input
                  type="checkbox"
                  checked={to.includes(run.id)}
                  disabled={run.id === from}
                  onChange={(event) =>
                    setEvaluateForm("perplexity", { ticked: { ...form.ticked, [run.id]: event.currentTarget.checked } })
                  }
                />
                {run.name}
                {!isEnded(run) && <span className="hint">{statusOf(run).word}</span>}
              </label>
            ))}
          </fieldset>
        )}
        <ScoreSettings form={score} all={all} onChange={(next) => setEvaluateForm("perplexity", { score: next })} />
        <div className="buttons">
          <HeldStart disabled={isBusy || nLanguages === 0} onClick={measure}>
            Measure {formatPlural(nLanguages, "language")} of {formatPlural(1 + to.length, "model")}
          </HeldStart>
          {all.length === 0 && (
            <span className="hint">
              There is no text: <a href={hrefOf("corpus")}>add a corpus</a>.
            </span>
          )}
        </div>
        {error && <p className="problem">{error}</p>}
      </Section>
      {comparison && <Results comparison={comparison} runs={runs} />}
    </div>
  );
}
