import { createSHA256 } from "hash-wasm";
import type { ImportOptions, LabelSource } from "./corpus";
import type { DocumentSink, RecordFields } from "./documentSink";
import type { TextFormat } from "./fileFormat";
import { languageOfField, languageOfWholeFile } from "./labelLanguage";
import type { TextFile } from "./readContainer";
import { readJsonl } from "./readJsonl";
import { readTable } from "./readTable";
import { readText } from "./readText";
import { rowCount } from "./rowCount";

/** What one file gave for one language. */
export interface FileText {
  readonly file: string;
  readonly format: TextFormat;
  readonly language: string;
  readonly labels: readonly LabelSource[];
  readonly documents: readonly string[];
  /** Line of each document in the file, from 1. */
  readonly lineNumbers: readonly number[];
  /** Row of each document, from 1, empty and skipped ones counted: a line of plain text, a record of the others. */
  readonly rows: readonly number[];
  /** Rows of the file. */
  readonly fileRows: number;
  /** Why the same row of another file need not be a translation; undefined where rows are counted for sure. */
  readonly rowDoubt: string | undefined;
  /** What the id field says of each document, where one was asked for and the format has fields. */
  readonly ids: readonly string[] | undefined;
  /** Lines of the file. */
  readonly fileLines: number;
  /** Lines of this language: all of them, but of a file that several languages share only its records. */
  readonly lines: number;
  /** Bytes of the file as it was read, and their sha256 in hex. */
  readonly size: number;
  readonly sha256: string;
}

/** What was found of one language, and the values of the language field that mean it. */
interface LabelledLines {
  readonly documents: string[];
  readonly lineNumbers: number[];
  readonly rows: number[];
  readonly ids: string[];
  readonly values: Set<string>;
}

function readFormat(
  format: TextFormat,
  chunks: AsyncIterable<Uint8Array>,
  fields: RecordFields,
  sink: DocumentSink,
): Promise<number> {
  if (format === "text") return readText(chunks, sink);
  if (format === "jsonl") return readJsonl(chunks, fields, sink);
  return readTable(chunks, format === "csv" ? "," : "\t", fields, sink);
}

/**
 * Reads one text file to the end: its documents by language, the file hashed on the way. A file without documents gives
 * nothing, and is reported unless something else of it was.
 * @param report called with a line, 0 for the whole file
 * @param pause called between chunks, to give way or to stop
 */
export async function readFileText(
  { name, format, chunks }: TextFile,
  { textField = "text", languageField, idField, labels }: ImportOptions,
  report: (line: number, reason: string, excerpt?: string) => void,
  pause: () => Promise<void>,
): Promise<FileText[]> {
  const hasher = await createSHA256();
  let size = 0;
  const hashed = async function* (): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of chunks) {
      hasher.update(chunk);
      size += chunk.length;
      yield chunk;
      await pause();
    }
  };
  /** By language; undefined for all of a file whose records do not say theirs. */
  const texts = new Map<string | undefined, LabelledLines>();
  const textOf = (language: string | undefined): LabelledLines => {
    let text = texts.get(language);
    if (text === undefined) {
      text = { documents: [], lineNumbers: [], rows: [], ids: [], values: new Set() };
      texts.set(language, text);
    }
    return text;
  };
  let issues = 0;
  const rows = rowCount(format);
  const toLanguage = languageOfField(labels, report);
  const fields = {
    textField,
    ...(languageField === undefined ? {} : { languageField }),
    ...(idField === undefined ? {} : { idField }),
  };
  const fileLines = await readFormat(format, hashed(), fields, {
    onDocument: (document, line, label, id) => {
      const text = textOf(label === undefined ? undefined : toLanguage(label, line));
      const { documents, lineNumbers, ids, values } = text;
      if (label !== undefined) values.add(label);
      documents.push(document);
      lineNumbers.push(line);
      text.rows.push(rows.count());
      if (id !== undefined) ids.push(id);
    },
    onRow: rows.add,
    onBlank: rows.addBlank,
    onIssue: (...issue) => {
      issues++;
      rows.addIssue(issue[0]);
      report(...issue);
    },
  });
  if (texts.size === 0 && issues === 0) report(0, size === 0 ? "the file is empty" : "the file holds no document");
  const sha256 = hasher.digest();
  const rowDoubt = texts.size > 1 ? "its records are of several languages" : rows.doubt();
  return Array.from(texts, ([language, { documents, lineNumbers, rows: ofDocuments, ids, values }]) => ({
    file: name,
    format,
    language: language ?? languageOfWholeFile(name, labels, report),
    labels:
      language === undefined ? [{ from: "file", key: name }] : Array.from(values, (key) => ({ from: "field", key })),
    documents,
    lineNumbers,
    rows: ofDocuments,
    fileRows: rows.count(),
    rowDoubt,
    ids: ids.length === documents.length ? ids : undefined,
    fileLines,
    lines: language === undefined ? fileLines : documents.length,
    size,
    sha256,
  }));
}
