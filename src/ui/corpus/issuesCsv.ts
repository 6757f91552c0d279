import type { ImportIssue } from "../../corpus/corpus";

/** A cell as RFC 4180 has it; one that a spreadsheet would take for a formula is made text. */
function cell(value: string | number): string {
  const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The import report as a table for spreadsheets. */
export function issuesCsv(issues: readonly ImportIssue[]): string {
  const rows = issues.map(({ file, line, reason, excerpt }) => [file, line, reason, excerpt]);
  return [["file", "line", "reason", "excerpt"], ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}
