import Papa from "papaparse";
import { type DocumentSink, noId, type RecordFields } from "./documentSink";
import { excerptOf, readLines } from "./readLines";
import { splitRecords } from "./splitRecords";

/** Chunks until the reader has no use for more. */
async function* until(chunks: AsyncIterable<Uint8Array>, isDone: () => boolean): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of chunks) {
    if (isDone()) return;
    yield chunk;
  }
}

/**
 * A table with a header row, of which one column is the documents. Quoted fields may hold line ends (read as `\n`), delimiters
 * and doubled quotes (RFC 4180). Rows that are broken or do not have the header's number of fields are reported and skipped;
 * empty rows and empty texts are passed over. Gives the number of lines.
 * @param delimiter "," or a tab; it is never guessed, a broken file would mislead the guess
 */
export async function readTable(
  chunks: AsyncIterable<Uint8Array>,
  delimiter: "," | "\t",
  { textField, languageField, idField }: RecordFields,
  { onDocument, onRow, onBlank, onIssue }: DocumentSink,
): Promise<number> {
  let header: readonly string[] | undefined;
  let textColumn = -1;
  let languageColumn = -1;
  let idColumn = -1;
  let isUnusable = false;

  const readHeader = (fields: readonly string[], line: number, record: string): void => {
    header = fields.map((field) => field.trim());
    textColumn = header.indexOf(textField);
    languageColumn = languageField === undefined ? -1 : header.indexOf(languageField);
    idColumn = idField === undefined ? -1 : header.indexOf(idField);
    const missing = [textField, languageField, idField].find(
      (field) => field !== undefined && !header?.includes(field),
    );
    if (missing === undefined) return;
    isUnusable = true;
    const columns = header.map((name) => `"${name}"`).join(", ");
    onIssue(
      line,
      `no column "${missing}" (there are: ${columns}): choose one; nothing of the file was read`,
      excerptOf(record),
    );
  };
  const records = splitRecords(delimiter, {
    parse: (record) => {
      const { data, errors } = Papa.parse<string[]>(record, { delimiter, newline: "\n" });
      return errors.length === 0 && data.length === 1 ? data[0] : undefined;
    },
    fits: (fields) => header === undefined || fields.length === header.length,
    onRecord: (fields, line, record) => {
      if (isUnusable) return;
      if (header === undefined) return readHeader(fields, line, record);
      onRow?.();
      if (fields.length !== header.length) {
        return onIssue(line, `a row of ${fields.length} fields under a header of ${header.length}`, excerptOf(record));
      }
      const text = fields[textColumn]!;
      if (text === "") return;
      if (fields[idColumn] === "") return onIssue(line, noId(header[idColumn]!), excerptOf(record));
      onDocument(text, line, fields[languageColumn], fields[idColumn]);
    },
    onBlank: () => onBlank?.(),
    onBroken: (line, reason, record) => {
      if (!isUnusable) onIssue(line, reason, excerptOf(record));
    },
  });
  const lines = await readLines(
    until(chunks, () => isUnusable),
    { onLine: records.add, onBadLine: onIssue },
  );
  records.end();
  return lines;
}
