import type { FigureTable } from "./figure";

/** A field as RFC 4180 has it. */
export const quoted = (field: string): string => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);

/** RFC 4180, with a header row; a missing value is an empty field, numbers in full. */
export function toCsv({ columns, rows }: FigureTable): string {
  const lines = [columns, ...rows].map((row) => row.map((field) => quoted(String(field ?? ""))).join(","));
  return `${lines.join("\r\n")}\r\n`;
}
