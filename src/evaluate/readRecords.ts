import Papa from "papaparse";
import { formatOf } from "../corpus/fileFormat";
import { splitRecords } from "../corpus/splitRecords";
import { isJsonObject } from "../formats/json";
import type { SkippedRow } from "./taskResult";

/** A file of a task, unpacked and decoded. */
export interface TaskFile {
  /** With the folders it came in. */
  readonly name: string;
  readonly text: string;
}

/** A row of a table, or an object of JSON. */
export interface TaskRecord {
  /** From 1: the line of the file, or the place in a JSON list. */
  readonly row: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface FileRecords {
  readonly records: readonly TaskRecord[];
  /** Rows that could not be read. */
  readonly skipped: readonly SkippedRow[];
}

type Skip = (row: number, reason: string) => void;

/** The lines of a text, one carriage return before an end dropped; nothing behind the last newline is no line. */
export function linesOf(text: string): string[] {
  const lines = text.replace(/^\ufeff/, "").split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
}

function readJsonLines(text: string, skip: Skip): TaskRecord[] {
  const records: TaskRecord[] = [];
  for (const [i, line] of linesOf(text).entries()) {
    if (line.trim() === "") continue;
    try {
      const value: unknown = JSON.parse(line);
      if (isJsonObject(value)) records.push({ row: i + 1, fields: value });
      else skip(i + 1, "not a JSON object");
    } catch (error) {
      skip(i + 1, `not valid JSON (${(error as SyntaxError).message})`);
    }
  }
  return records;
}

/** A list of objects, as `[{...}, {...}]`; undefined where the text is none. */
function readJsonList(text: string, skip: Skip): TaskRecord[] | undefined {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return undefined; // maybe JSON lines that begin with a list: those say which line is wrong
  }
  if (!Array.isArray(list)) return undefined;
  return list.flatMap((value: unknown, i) => {
    if (isJsonObject(value)) return [{ row: i + 1, fields: value }];
    skip(i + 1, "not a JSON object");
    return [];
  });
}

function readTable(text: string, delimiter: "," | "\t", skip: Skip): TaskRecord[] {
  const records: TaskRecord[] = [];
  let header: readonly string[] | undefined;
  const rows = splitRecords(delimiter, {
    parse: (record) => {
      const { data, errors } = Papa.parse<string[]>(record, { delimiter, newline: "\n" });
      return errors.length === 0 && data.length === 1 ? data[0] : undefined;
    },
    fits: (fields) => header === undefined || fields.length === header.length,
    onRecord: (fields, row) => {
      if (header === undefined) {
        header = fields.map((field) => field.trim());
      } else if (fields.length !== header.length) {
        skip(row, `a row of ${fields.length} fields under a header of ${header.length}`);
      } else {
        records.push({ row, fields: Object.fromEntries(header.map((name, i) => [name, fields[i]!])) });
      }
    },
    onBroken: skip,
  });
  for (const [i, line] of linesOf(text).entries()) rows.add(line, i + 1);
  rows.end();
  return records;
}

/**
 * The records of a JSONL, JSON list, CSV or TSV file (tables with a header row), by the ending of its name. Broken rows are reported and
 * left out. Undefined for a file of any other kind, as plain text.
 */
export function readRecords({ name, text }: TaskFile): FileRecords | undefined {
  const skipped: SkippedRow[] = [];
  const skip: Skip = (row, reason) => skipped.push({ file: name, row, reason });
  if (/\.json(\.gz)?$/i.test(name)) {
    const records = readJsonList(text, skip);
    if (records === undefined) skip(0, "not a JSON list of objects: nothing of the file was read");
    return { records: records ?? [], skipped };
  }
  const format = formatOf(name);
  if (format === undefined || format.packing === "zip" || format.text === "text") return undefined;
  const records =
    format.text === "jsonl"
      ? ((text.trimStart().startsWith("[") ? readJsonList(text, skip) : undefined) ?? readJsonLines(text, skip))
      : readTable(text, format.text === "csv" ? "," : "\t", skip);
  return { records, skipped };
}
