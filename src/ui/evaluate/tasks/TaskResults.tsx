import type { TaskResult } from "../../../evaluate/taskResult";
import { exportTasks } from "../../../state/taskApi";
import { formatDate, formatPlural } from "../../format";
import { Section } from "../../parts/Section";
import { save } from "../../parts/save";
import { attempt } from "../../perform";
import { ExampleList } from "./ExampleList";
import { intervalNotes } from "./enoughQuestions";
import { MetricTable } from "./MetricTable";
import { SkippedRows } from "./SkippedRows";
import { TaskOverview } from "./TaskOverview";
import type { MeasuredTask, TaskPair } from "./taskPair";
import { useTaskPairs } from "./useTaskPair";

const measuredOf = ({ from, to }: TaskPair): MeasuredTask[] => [from, ...(to ? [to] : [])];
const idsOf = (pair: TaskPair): string[] => measuredOf(pair).map(({ summary }) => summary.id);
const resultsOf = (pair: TaskPair): TaskResult[] => measuredOf(pair).map(({ result }) => result);

async function saveResults(ids: readonly string[]): Promise<void> {
  save(await exportTasks(ids), "lm-eval-results.zip");
}

/** How a task was asked, and what was lost on the way. */
function Asked({ pair: { from, change, problem } }: { pair: TaskPair }) {
  const { preset, examples, seed, fewShot, skipped, cut } = from.result;
  const said = [
    `Prompts and scoring of ${preset}`,
    formatPlural(examples.length, "example"),
    ...(fewShot > 0
      ? [`${formatPlural(fewShot, "solved example")} shown before each (ours where the preset shows none)`]
      : []),
    `95 % bootstrap over examples, seed ${seed}`,
    ...(cut > 0 ? [`${formatPlural(cut, "prompt")} cut at the left to the model's context`] : []),
  ];
  return (
    <>
      <p className="hint">{said.join(" · ")}</p>
      <SkippedRows rows={skipped} count={skipped.length} />
      {problem && <p className="problem">{problem}</p>}
      {change?.won != null && (
        <p>
          {formatPlural(change.won, "question")} won, {formatPlural(change.lost ?? 0, "question")} lost.
        </p>
      )}
    </>
  );
}

/** What was measured: every task of two models beside each other, and all numbers and examples of one of them. */
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
  const { value: rows, error } = useTaskPairs(from, to);
  const open = rows?.find((row) => row.label === label) ?? rows?.[0];
  if (error) return <p className="problem">{error}</p>;
  if (!rows || !open) return null;
  const { pair } = open;
  return (
    <>
      <Section
        title="Results"
        aside={
          <button
            type="button"
            className="button quiet"
            onClick={() => attempt("Save the results", saveResults(rows.flatMap((row) => idsOf(row.pair))))}
          >
            Save all as lm-evaluation-harness files
          </button>
        }
      >
        {intervalNotes(rows.flatMap((row) => resultsOf(row.pair))).map((note) => (
          <p key={note}>{note}</p>
        ))}
        <TaskOverview rows={rows} open={open.label} onOpen={onChoose} />
      </Section>
      <Section
        title={open.label}
        aside={<span className="hint">measured {formatDate((pair.to ?? pair.from).summary.date)}</span>}
      >
        <Asked pair={pair} />
        <MetricTable pair={pair} />
        <div className="buttons">
          <button
            type="button"
            className="button"
            onClick={() => attempt("Save the results", saveResults(idsOf(pair)))}
          >
            Save as lm-evaluation-harness files
          </button>
        </div>
      </Section>
      <ExampleList key={open.label} pair={pair} />
    </>
  );
}
