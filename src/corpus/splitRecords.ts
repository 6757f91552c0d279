import { MAX_LINE_BYTES } from "./readLines";

/** Where the records of a table go; `line` is the one a record starts on. */
export interface RecordSink {
  /** The fields of a record, or undefined where its quotes are broken. */
  readonly parse: (record: string) => readonly string[] | undefined;
  /** Whether a record of several lines has the fields that it should: a stray quote may close far below and still parse. */
  readonly fits: (fields: readonly string[]) => boolean;
  readonly onRecord: (fields: readonly string[], line: number, record: string) => void;
  /** A line between records, with nothing on it. */
  readonly onBlank?: () => void;
  readonly onBroken: (line: number, reason: string, record: string) => void;
}

const QUOTE = '"';

/**
 * Whether a table's text is inside quotes behind this line (RFC 4180): a quote opens at the start of a field and nowhere else,
 * two quotes inside are one that is meant.
 */
function isOpenAfter(line: string, delimiter: string, wasOpen: boolean): boolean {
  let isOpen = wasOpen;
  let at = 0;
  while (at <= line.length) {
    if (isOpen) {
      const quote = line.indexOf(QUOTE, at);
      if (quote < 0) return true;
      isOpen = line[quote + 1] === QUOTE;
      at = quote + (isOpen ? 2 : 1);
      if (isOpen) continue;
    } else if (line[at] === QUOTE) {
      isOpen = true;
      at++;
      continue;
    }
    const next = line.indexOf(delimiter, at);
    if (next < 0) return false;
    at = next + 1;
  }
  return isOpen;
}

/** So many lines behind a broken quote are joined to records again; of more each stands alone, so that the work stays linear. */
const JOINED_AGAIN = 100;

/**
 * Joins the lines of a table to records, which go on over line ends inside quotes. A broken quote costs the line it is on and
 * no more: where a record does not close, or does not parse when it closes, its first line is reported and the lines behind
 * it are read again.
 */
export function splitRecords(
  delimiter: string,
  { parse, fits, onRecord, onBlank, onBroken }: RecordSink,
): { add(line: string, number: number): void; end(): void } {
  /** Lines of the record that is still open. */
  let open: { line: string; number: number }[] = [];
  let openLength = 0;

  const giveRow = (line: string, number: number): void => {
    if (line === "") {
      onBlank?.();
      return;
    }
    const fields = parse(line);
    if (fields === undefined) onBroken(number, "a broken quote: the row was skipped", line);
    else onRecord(fields, number, line);
  };
  const giveAlone = (line: string, number: number): void => {
    if (isOpenAfter(line, delimiter, false)) onBroken(number, "a quote not closed: the row was skipped", line);
    else giveRow(line, number);
  };
  const giveUp = (reason: string): void => {
    const [first, ...rest] = open;
    open = [];
    openLength = 0;
    if (first !== undefined) onBroken(first.number, reason, first.line);
    const again = rest.length <= JOINED_AGAIN ? add : giveAlone;
    for (const { line, number } of rest) again(line, number);
  };
  const close = (line: string, number: number): void => {
    const record = [...open.map((part) => part.line), line].join("\n");
    const fields = parse(record);
    if (fields !== undefined && fits(fields)) {
      onRecord(fields, open[0]!.number, record);
      open = [];
      openLength = 0;
    } else {
      giveUp("a broken quote: the row was skipped");
      add(line, number);
    }
  };
  const add = (line: string, number: number): void => {
    const wasOpen = open.length > 0;
    if (!isOpenAfter(line, delimiter, wasOpen)) {
      if (wasOpen) close(line, number);
      else giveRow(line, number);
      return;
    }
    open.push({ line, number });
    openLength += line.length;
    if (openLength > MAX_LINE_BYTES) {
      giveUp(`a quote not closed within ${MAX_LINE_BYTES / 2 ** 20} MiB: the row was skipped`);
    }
  };
  const end = (): void => {
    while (open.length > 0) giveUp("a quote not closed before the end of the file: the row was skipped");
  };
  return { add, end };
}
