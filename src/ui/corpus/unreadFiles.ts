import type { CorpusTable } from "../../worker/textProtocol";

/** A file that no document came of, and the first thing that was wrong with it. */
export interface UnreadFile {
  readonly file: string;
  readonly why: string;
}

/** Files of the report that are in no row, in the report's order. Of an archive some of whose files are, none is. */
export function unreadFiles({ rows, issues }: Pick<CorpusTable, "rows" | "issues">): UnreadFile[] {
  const read = rows.flatMap(({ files }) => files);
  const isRead = (file: string): boolean => read.some((one) => one === file || one.startsWith(`${file}/`));
  const first = new Map<string, string>();
  for (const { file, line, reason } of issues) {
    if (!first.has(file)) first.set(file, line === 0 ? reason : `line ${line}: ${reason}`);
  }
  return [...first].filter(([file]) => !isRead(file)).map(([file, why]) => ({ file, why }));
}
