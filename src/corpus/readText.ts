import type { DocumentSink } from "./documentSink";
import { readLines } from "./readLines";

/** Plain text: each line that is not empty is a document, as it stands. Gives the number of lines. */
export function readText(
  chunks: AsyncIterable<Uint8Array>,
  { onDocument, onRow, onIssue }: DocumentSink,
): Promise<number> {
  return readLines(chunks, {
    onLine: (text, line) => {
      onRow?.();
      if (text !== "") onDocument(text, line);
    },
    onBadLine: (...bad) => {
      onRow?.();
      onIssue(...bad);
    },
  });
}
