import { Missing } from "../../parts/Missing";
import { TableFrame } from "../../parts/TableFrame";
import { isSureOf } from "./enoughQuestions";
import type { MeasuredTask, TaskPair } from "./taskPair";
import { formatDifference, formatDifferenceInterval, formatMetric, formatMetricInterval } from "./taskText";

const nameOf = ({ summary }: MeasuredTask): string => summary.run?.name ?? "base";

/** Numbers of a task, of one model and of another beside it, with what changed. */
export function MetricTable({ pair: { from, to, change, problem } }: { pair: TaskPair }) {
  return (
    <TableFrame name="Metrics">
      <table className="table score-table">
        <thead>
          <tr>
            <th scope="col">Metric</th>
            <th scope="col">How</th>
            <th scope="col" className="number">
              {nameOf(from)}
            </th>
            {to && (
              <>
                <th scope="col" className="number">
                  {nameOf(to)}
                </th>
                <th scope="col" className="number">
                  Difference
                </th>
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {from.result.metrics.map((metric) => {
            const after = to?.result.metrics.find(({ name }) => name === metric.name);
            const changed = change?.metrics.find(({ name }) => name === metric.name);
            return (
              <tr key={metric.name}>
                <th scope="row">{metric.name}</th>
                <td className="wrap">
                  {metric.how}
                  {metric.signature && <code className="task-signature">{metric.signature}</code>}
                </td>
                {[metric, ...(to ? [after] : [])].map((one, i) => (
                  <td className="number" key={i === 0 ? "from" : "to"}>
                    {one ? (
                      <>
                        {formatMetric(one.name, one.value)}{" "}
                        <span className="interval">{formatMetricInterval(one.name, one.interval)}</span>
                      </>
                    ) : (
                      <Missing reason="It was asked in another way, which gives no such number." />
                    )}
                  </td>
                ))}
                {to && (
                  <td className="number">
                    {changed ? (
                      <>
                        <span className={isSureOf(from.result.examples.length, changed.interval) ? "sure" : "unsure"}>
                          {formatDifference(metric.name, changed.difference)}
                        </span>{" "}
                        {changed.interval && (
                          <span className="interval">{formatDifferenceInterval(metric.name, changed.interval)}</span>
                        )}
                      </>
                    ) : (
                      <Missing reason={problem ?? "There is nothing to take it from."} />
                    )}
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </TableFrame>
  );
}
