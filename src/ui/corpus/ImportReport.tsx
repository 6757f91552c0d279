import type { ImportIssue } from "../../corpus/corpus";
import { formatCount, formatPlural } from "../format";
import { save } from "../parts/save";
import { TableFrame } from "../parts/TableFrame";
import { issuesCsv } from "./issuesCsv";

/** The page stays quick with a broken file of a million lines; the download has them all. */
const MAX_SHOWN = 200;

/** What was wrong with the files, line by line. Nothing else of them was lost. */
export function ImportReport({ issues }: { issues: readonly ImportIssue[] }) {
  if (issues.length === 0) return null;
  const files = new Set(issues.map(({ file }) => file)).size;
  const download = () => save(new Blob([issuesCsv(issues)], { type: "text/csv" }), "import-report.csv");
  return (
    <details className="section corpus-report">
      <summary className="section-head">
        <h3>
          {formatPlural(issues.length, "line or file", "lines or files")} not read as expected, in{" "}
          {formatPlural(files, "file")}
        </h3>
      </summary>
      <TableFrame name="Import report">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">File</th>
              <th scope="col" className="number">
                Line
              </th>
              <th scope="col">Reason</th>
              <th scope="col">It begins</th>
            </tr>
          </thead>
          <tbody>
            {issues.slice(0, MAX_SHOWN).map(({ file, line, reason, excerpt }) => (
              <tr key={`${file} ${line} ${reason}`}>
                <th scope="row" className="mono">
                  {file}
                </th>
                <td className="number">{line === 0 ? "all" : formatCount(line)}</td>
                <td className="wrap">{reason}</td>
                <td className="wrap mono" dir="auto">
                  {excerpt}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      <div className="section-body">
        <div className="buttons">
          <button type="button" className="button" onClick={download}>
            Download the report (CSV)
          </button>
          {issues.length > MAX_SHOWN && (
            <span className="hint">
              {formatCount(MAX_SHOWN)} of {formatCount(issues.length)} are shown
            </span>
          )}
        </div>
      </div>
    </details>
  );
}
