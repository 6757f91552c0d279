import type { TaskMetric, TaskResult } from "../../evaluate/taskResult";
import { type TaskChange, taskChange } from "../../evaluate/tasks/taskChange";
import { type Comparison, comparisonOf } from "./comparison";
import { languageText } from "./languageText";
import { type Content, type Markup, markup } from "./markup";
import { boundsText, changeText, columnText, countText, DASH } from "./numberText";
import { type MeasuredPair, pairsOf, type ReportValues } from "./reportValues";
import { section, table } from "./table";

const metricText = (metric: TaskMetric | undefined): Content[] =>
  metric ? [columnText(metric.value), boundsText(metric.interval, columnText)] : [DASH, DASH];

const isSame = (a: TaskMetric) => (b: TaskMetric) =>
  a.name === b.name && a.how === b.how && a.signature === b.signature;

const ofTask = ({ task, language, preset, fewShot }: TaskResult): string =>
  [task, language && languageText(language), preset, fewShot > 0 && `${fewShot}-shot`].filter(Boolean).join(", ");

/** A pair with its change; null where there is one of them alone. */
interface ComparedPair extends MeasuredPair<"task"> {
  readonly compared: Comparison<TaskChange> | null;
}

const comparePair = (pair: MeasuredPair<"task">): ComparedPair => {
  const { base, tuned } = pair;
  return { ...pair, compared: base && tuned && comparisonOf(() => taskChange(base.result, tuned.result)) };
};

function rows({ base, tuned, compared }: ComparedPair): Content[][] {
  const result = (tuned ?? base)!.result;
  const changes = compared?.change?.metrics ?? [];
  const changeOf = ({ name, how }: TaskMetric): Content[] => {
    const found = changes.find((change) => change.name === name && change.how === how);
    return [changeText(found?.difference), found?.interval ? boundsText(found.interval, changeText) : DASH];
  };
  return result.metrics.map((metric) => [
    ofTask(result),
    [metric.name, ": ", metric.how, metric.signature && ` (${metric.signature})`],
    ...metricText(base?.result.metrics.find(isSame(metric))),
    ...metricText(tuned?.result.metrics.find(isSame(metric))),
    ...changeOf(metric),
    countText(result.examples.length),
    countText(result.skipped.length),
  ]);
}

/** Why a pair has no change. */
const refusalText = ({ tuned, compared }: ComparedPair): Content =>
  compared?.refusal && tuned
    ? markup`<p class="hint">No change of ${ofTask(tuned.result)}: ${compared.refusal}.</p>\n`
    : null;

/** Scores of tasks, base beside tuned. Numbers made in different ways stand in rows of their own. */
export function taskSection(values: ReportValues): Markup | null {
  const pairs = pairsOf(values, "task").map(comparePair);
  if (pairs.length === 0) return null;
  const numbers = ["Base", "95 %", "Tuned", "95 %", "Change", "95 %", "Examples", "Rows left out"];
  return section(
    "tasks",
    "Tasks",
    table(
      "Scores with bootstrap intervals over examples, of the change paired; accuracies are shares, BLEU and chrF go to 100",
      [{ name: "Task" }, { name: "Metric" }, ...numbers.map((name) => ({ name, isNumber: true }))],
      pairs.flatMap(rows),
    ),
    pairs.map(refusalText),
  );
}
