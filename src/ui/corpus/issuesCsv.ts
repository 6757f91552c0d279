import type { ImportIssue } from "../../corpus/corpus";
import { quoted } from "../charts/csv";

/** A cell; one that a spreadsheet would take for a formula is made text. */
function cell(value: string | number): string {
  return quoted(typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value));
}

/** The import report as a table for spreadsheets. */
export function issuesCsv(issues: readonly ImportIssue[]): string {
  const rows = issues.map(({ file, line, reason, excerpt }) => [file, line, reason, excerpt]);
  return [["file", "line", "reason", "excerpt"], ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}
