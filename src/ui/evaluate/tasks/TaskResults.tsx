import { exportTasks } from "../../../state/taskApi";
import { formatCount, formatDate, formatPlural } from "../../format";
import { ChoiceRow } from "../../parts/ChoiceRow";
import { Section } from "../../parts/Section";
import { save } from "../../parts/save";
import { attempt } from "../../perform";
import { ExampleList } from "./ExampleList";
import { MetricTable } from "./MetricTable";
import { type TaskPair, useTaskPair, useTaskResults } from "./useTaskPair";

const idsOf = ({ from, to }: TaskPair): string[] => [from, ...(to ? [to] : [])].map(({ summary }) => summary.id);

async function saveResults(ids: readonly string[]): Promise<void> {
  save(await exportTasks(ids), "lm-eval-results.zip");
}

/** What was measured: numbers of one task, of two models beside each other, and each example. */
export function TaskResults({
  label,
  from,
  to,
  onChoose,
}: {
  /** The newest when null. */
  label: string | null;
  from: string | null;
  to: string | null;
  onChoose: (label: string) => void;
}) {
  const results = useTaskResults();
  const labels = [...new Set(results.map((one) => one.label).reverse())];
  const shown = label !== null && labels.includes(label) ? label : (labels[0] ?? null);
  const { value: pair, error } = useTaskPair(shown, from, to);
  if (shown === null) return null;
  const result = pair?.from.result;
  return (
    <>
      <Section
        title="Results"
        aside={pair && <span className="hint">measured {formatDate((pair.to ?? pair.from).summary.date)}</span>}
      >
        <div className="task-choice">
          <ChoiceRow
            name="Task"
            hint="All that was measured of the open model, newest first."
            value={shown}
            choices={labels.map((one) => ({ value: one, label: one }))}
            onChoose={onChoose}
          />
        </div>
        {error && <p className="problem">{error}</p>}
        {pair?.problem && <p className="problem">{pair.problem}</p>}
        {!pair && !error && <p className="hint">It was not asked of this model yet.</p>}
        {result && (
          <p className="hint">
            Prompts and scoring of {result.preset} · {formatPlural(result.examples.length, "example")} · 95 % bootstrap
            over examples, seed {result.seed}
            {result.skipped.length > 0 && ` · ${formatPlural(result.skipped.length, "row")} left out`}
            {result.cut > 0 && ` · ${formatPlural(result.cut, "prompt")} cut at the left to the model's context`}
          </p>
        )}
        {pair?.change?.won != null && (
          <p>
            {formatPlural(pair.change.won, "question")} won, {formatPlural(pair.change.lost ?? 0, "question")} lost.
          </p>
        )}
        {pair && <MetricTable pair={pair} />}
        <div className="buttons">
          {pair && (
            <button
              type="button"
              className="button"
              onClick={() => attempt("Save the results", saveResults(idsOf(pair)))}
            >
              Save as lm-evaluation-harness files
            </button>
          )}
          <button
            type="button"
            className="button quiet"
            onClick={() => attempt("Save the results", saveResults(results.map(({ id }) => id)))}
          >
            Save all {formatCount(results.length)}
          </button>
        </div>
      </Section>
      {pair && <ExampleList key={shown} pair={pair} />}
    </>
  );
}
