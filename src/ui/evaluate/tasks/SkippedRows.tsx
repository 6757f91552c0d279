import type { SkippedRow } from "../../../evaluate/taskResult";
import { formatCount, formatPlural } from "../../format";

/** Of a long list the first rows are enough to see what is wrong. */
const LISTED = 100;

const lineOf = ({ file, row, reason }: SkippedRow): string =>
  [[file, ...(row > 0 ? [`row ${formatCount(row)}`] : [])].filter(Boolean).join(", "), reason].join(": ");

/** Rows that were left out, and why. */
export function SkippedRows({
  rows,
  count,
  from,
  isOpen = false,
}: {
  rows: readonly SkippedRow[];
  count: number;
  from?: string;
  /** Whether they are listed before anyone asks, as where nothing else is left. */
  isOpen?: boolean;
}) {
  if (count === 0) return null;
  const listed = rows.slice(0, LISTED).map(lineOf);
  return (
    <details open={isOpen}>
      <summary>
        {formatPlural(count, "row")} left out{from && ` of ${from}`}
      </summary>
      <ul className="task-skipped">
        {listed.map((line) => (
          <li key={line}>{line}</li>
        ))}
        {count > listed.length && <li>and {formatCount(count - listed.length)} more</li>}
      </ul>
    </details>
  );
}
