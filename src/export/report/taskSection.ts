import type { TaskMetric, TaskResult } from "../../evaluate/taskResult";
import { taskChange } from "../../evaluate/tasks/taskChange";
import { languageText } from "./languageText";
import type { Content, Markup } from "./markup";
import { boundsText, changeText, columnText, countText, DASH } from "./numberText";
import { type MeasuredPair, pairsOf, type ReportValues } from "./reportValues";
import { section, table } from "./table";

const metricText = (metric: TaskMetric | undefined): Content[] =>
  metric ? [columnText(metric.value), boundsText(metric.interval, columnText)] : [DASH, DASH];

const isSame = (a: TaskMetric) => (b: TaskMetric) =>
  a.name === b.name && a.how === b.how && a.signature === b.signature;

const ofTask = ({ task, language, preset, fewShot }: TaskResult): string =>
  [task, language && languageText(language), preset, fewShot > 0 && `${fewShot}-shot`].filter(Boolean).join(", ");

function rows({ base, tuned }: MeasuredPair<"task">): Content[][] {
  const result = (tuned ?? base)!.result;
  const changes = base && tuned ? taskChange(base.result, tuned.result).metrics : [];
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

/** Scores of tasks, base beside tuned. Numbers made in different ways stand in rows of their own. */
export function taskSection(values: ReportValues): Markup | null {
  const pairs = pairsOf(values, "task");
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
  );
}
