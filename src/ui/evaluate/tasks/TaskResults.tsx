import { formatDate, formatPlural } from "../../format";
import { ChoiceRow } from "../../parts/ChoiceRow";
import { Section } from "../../parts/Section";
import { ExampleList } from "./ExampleList";
import { MetricTable } from "./MetricTable";
import { useTaskPair, useTaskResults } from "./useTaskPair";

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
        <ChoiceRow
          name="Task"
          hint="All that was measured of the open model, newest first."
          value={shown}
          choices={labels.map((one) => ({ value: one, label: one }))}
          onChoose={onChoose}
        />
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
      </Section>
      {pair && <ExampleList key={shown} pair={pair} />}
    </>
  );
}
