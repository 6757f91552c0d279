import { useCallback, useMemo } from "react";
import { Chart } from "../../charts/Chart";
import { changesFigure } from "../../charts/changes";
import type { FigureFrame } from "../../charts/figure";
import { Missing } from "../../parts/Missing";
import { toFileStem } from "../../parts/save";
import { TableFrame } from "../../parts/TableFrame";
import { isSureOf } from "./enoughQuestions";
import { mainChange, mainMetric, namesOf, overviewChanges, overviewTable } from "./overview";
import type { OverviewRow } from "./taskPair";
import { formatDifference, formatDifferenceInterval, formatMetric, formatMetricInterval } from "./taskText";

function Row({ row, isOpen, onOpen }: { row: OverviewRow; isOpen: boolean; onOpen: () => void }) {
  const { label, pair } = row;
  const metric = mainMetric(pair);
  const after = pair.to?.result.metrics.find(({ name }) => name === metric.name);
  const change = mainChange(pair);
  return (
    <tr className={isOpen ? "task-open" : undefined}>
      <th scope="row" className="wrap">
        <button type="button" className="button quiet task-open-button" aria-pressed={isOpen} onClick={onOpen}>
          {label}
        </button>
      </th>
      <td>{metric.name}</td>
      <td className="number">
        {formatMetric(metric.name, metric.value)}{" "}
        <span className="interval">{formatMetricInterval(metric.name, metric.interval)}</span>
      </td>
      <td className="number">
        {after ? (
          <>
            {formatMetric(after.name, after.value)}{" "}
            <span className="interval">{formatMetricInterval(after.name, after.interval)}</span>
          </>
        ) : (
          <Missing reason="It was not asked of a second model: choose one beside it, and ask." />
        )}
      </td>
      <td className="number">
        {change ? (
          <>
            <span className={isSureOf(pair.from.result.examples.length, change.interval) ? "sure" : "unsure"}>
              {formatDifference(change.name, change.difference)}
            </span>{" "}
            {change.interval && (
              <span className="interval">{formatDifferenceInterval(change.name, change.interval)}</span>
            )}
          </>
        ) : (
          <Missing reason={pair.problem ?? "There is nothing to take it from."} />
        )}
      </td>
    </tr>
  );
}

/** Every task by its first number, of two models beside each other; and the differences as a figure. */
export function TaskOverview({
  rows,
  open,
  onOpen,
}: {
  rows: readonly OverviewRow[];
  open: string | null;
  onOpen: (label: string) => void;
}) {
  const changes = useMemo(() => overviewChanges(rows), [rows]);
  const figure = useCallback((frame: FigureFrame) => changesFigure(changes!, frame), [changes]);
  const first = rows[0]!.pair;
  const [from] = namesOf(first);
  const to = rows.find(({ pair }) => pair.to)?.pair;
  const { model, date } = (to?.to ?? first.from).summary;
  const height = 140 + 26 * (changes?.rows.length ?? 0);
  return (
    <>
      <TableFrame name="Tasks">
        <table className="table score-table">
          <thead>
            <tr>
              <th scope="col">Task</th>
              <th scope="col">Metric</th>
              <th scope="col" className="number">
                {from}
              </th>
              <th scope="col" className="number">
                {to ? namesOf(to)[1] : "beside it"}
              </th>
              <th scope="col" className="number">
                Difference
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.label} row={row} isOpen={row.label === open} onOpen={() => onOpen(row.label)} />
            ))}
          </tbody>
        </table>
      </TableFrame>
      {changes && (
        <div className="task-chart">
          <Chart
            title="Change by task"
            summary={`${changes.title}, a point a task with its 95 % interval.`}
            source={`${model.name} ${model.dtype} · 95 % paired bootstrap over examples · ${date.slice(0, 10)}`}
            stem={`${toFileStem(model.name)}-tasks`}
            figure={figure}
            table={() => overviewTable(rows)}
            saveSize={{ width: 760, height }}
            tallHeight={height}
          >
            <p className="hint">Hollow: could be chance.</p>
          </Chart>
        </div>
      )}
    </>
  );
}
