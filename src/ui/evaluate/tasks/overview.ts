import type { Interval } from "../../../evaluate/interval";
import type { TaskMetric } from "../../../evaluate/taskResult";
import type { MetricChange } from "../../../evaluate/tasks/taskChange";
import type { Changes } from "../../charts/changes";
import type { FigureTable } from "../../charts/figure";
import { styleAt } from "../../languageStyle";
import { isSureOf } from "./enoughQuestions";
import type { OverviewRow, TaskPair } from "./taskPair";
import { formatDifference, formatDifferenceInterval, formatMetric, isScore } from "./taskText";

/** The number that a task is told by: its first. */
export const mainMetric = ({ from }: TaskPair): TaskMetric => from.result.metrics[0]!;

export const mainChange = (pair: TaskPair): MetricChange | undefined =>
  pair.change?.metrics.find(({ name }) => name === mainMetric(pair).name);

const nameOf = (run: { readonly name: string } | null): string => run?.name ?? "base";

/** What each model is called. */
export const namesOf = ({ from, to }: TaskPair): readonly [string, string] => [
  nameOf(from.summary.run),
  nameOf(to?.summary.run ?? null),
];

/** Task and language, where no other row has both; the whole label elsewhere. */
function shortNames(labels: readonly string[]): string[] {
  const short = labels.map((label) => label.split(", ").slice(0, 2).join(", "));
  return short.map((name, i) => (short.filter((other) => other === name).length > 1 ? labels[i]! : name));
}

/** Differences of accuracies by task; undefined where there are none. */
export function overviewChanges(rows: readonly OverviewRow[]): Changes | undefined {
  const changed = rows.flatMap(({ label, pair }) => {
    const change = mainChange(pair);
    return change?.interval && !isScore(change.name) ? [{ label, pair, change, interval: change.interval }] : [];
  });
  const first = changed[0];
  if (!first) return undefined;
  const [from, to] = namesOf(first.pair);
  const points = changed.map(({ label, pair, change: { name, base, tuned, difference }, interval }) => ({
    value: 100 * difference,
    low: 100 * interval.low,
    high: 100 * interval.high,
    isSure: isSureOf(pair.from.result.examples.length, interval),
    hover: [
      label,
      `${name}: ${formatMetric(name, base)} to ${formatMetric(name, tuned)}`,
      `${formatDifference(name, difference)}, 95 % interval ${formatDifferenceInterval(name, interval)}`,
    ],
  }));
  return {
    title: `Change of the accuracy from ${from} to ${to}`,
    x: "change (percentage points), right is better",
    rows: shortNames(changed.map(({ label }) => label)),
    series: [{ name: to, style: styleAt(0), changes: points }],
  };
}

const bounds = (interval: Interval | null | undefined) => [interval?.low ?? null, interval?.high ?? null];

/** All numbers of all tasks, a row a metric. */
export function overviewTable(rows: readonly OverviewRow[]): FigureTable {
  return {
    columns: [
      ...["task", "prompts of", "metric", "how", "examples", "model", "value", "low", "high"],
      ...["beside it", "value beside", "low beside", "high beside", "difference", "difference low", "difference high"],
    ],
    rows: rows.flatMap(({ label, pair }) => {
      const [from, to] = namesOf(pair);
      return pair.from.result.metrics.map((metric) => {
        const after = pair.to?.result.metrics.find(({ name }) => name === metric.name);
        const change = pair.change?.metrics.find(({ name }) => name === metric.name);
        const { preset, examples } = pair.from.result;
        return [
          ...[label, preset, metric.name, metric.how, examples.length, from, metric.value, ...bounds(metric.interval)],
          ...[after ? to : null, after?.value ?? null, ...bounds(after?.interval)],
          ...[change?.difference ?? null, ...bounds(change?.interval)],
        ];
      });
    }),
  };
}
