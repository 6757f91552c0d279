import type { TextFormat } from "./fileFormat";

/** Counts the rows of a file while it is read, and says where the count cannot be trusted. */
export interface RowCount {
  readonly add: () => void;
  readonly addBlank: () => void;
  /** @param line that something is wrong with, 0 for the whole file */
  readonly addIssue: (line: number) => void;
  readonly count: () => number;
  readonly doubt: () => string | undefined;
}

/**
 * Rows are what translations without ids share. A blank line between records may stand for one that is missing or for none, and
 * behind a broken row of a table nobody knows how many there were; a broken line of JSONL is one record.
 */
export function rowCount(format: TextFormat): RowCount {
  const isTable = format === "csv" || format === "tsv";
  let rows = 0;
  let isBlank = false;
  let doubt: string | undefined;
  return {
    add: () => {
      rows++;
      if (isBlank) doubt ??= `there are blank lines before its record ${rows}`;
    },
    addBlank: () => {
      isBlank = true;
    },
    addIssue: (line) => {
      if (isTable && line > 0) doubt ??= `its row on line ${line} is broken`;
    },
    count: () => rows,
    doubt: () => doubt,
  };
}
