import { findLanguage, isLanguageCode } from "../corpus/languageNames";
import { languageOfFile } from "../corpus/languageOf";
import { linesOf, readRecords, type TaskFile, type TaskRecord } from "./readRecords";
import type { SkippedRow } from "./taskResult";

/** A sentence where it stands. */
export interface Sentence {
  readonly row: number;
  readonly text: string;
}

/** The sentences of one language in one file. */
export interface SentenceColumn {
  readonly file: string;
  /** Part of the data set that the name tells, as `devtest`; null where it tells none. */
  readonly split: string | null;
  /** FLORES-200 form. */
  readonly language: string;
  /** Whether sentences are told by ids; else by their place in the file, from 1. */
  readonly hasIds: boolean;
  /** Places in the file, also of rows that could not be used. */
  readonly nRows: number;
  /** By what translations have in common. */
  readonly sentences: ReadonlyMap<string, Sentence>;
  /** Rows of it that could not be used. */
  readonly skipped: readonly SkippedRow[];
}

export interface SentenceColumns {
  readonly columns: readonly SentenceColumn[];
  /** Of no one language. */
  readonly skipped: readonly SkippedRow[];
}

const SPLITS = new Set(["devtest", "test", "dev", "valid", "validation", "train"]);

/** Which part of a data set a file is, from the innermost part of its path that says so: `eng_Latn.devtest`, `dev/mt.txt`. */
export function splitOfFile(path: string): string | null {
  const words = path.toLowerCase().split(/[/._-]/);
  return words.findLast((word) => SPLITS.has(word)) ?? null;
}

const fieldOf = (record: TaskRecord, field: string): unknown =>
  Object.hasOwn(record.fields, field) ? record.fields[field] : undefined;

/** Where a record keeps the sentence of each language: FLORES's and FLORES+'s tables, OPUS-100's records, columns named by codes. */
function sentencesOf(record: TaskRecord, file: string): [language: string, text: unknown][] {
  const { fields } = record;
  const translation = fieldOf(record, "translation");
  const named: [string, unknown][] =
    typeof translation === "object" && translation !== null
      ? Object.entries(translation)
      : Object.entries(fields).flatMap(([name, value]): [string, unknown][] => {
          if (name.startsWith("sentence_")) return [[name.slice("sentence_".length), value]];
          return isLanguageCode(name) ? [[name, value]] : [];
        });
  const found = named.flatMap(([code, text]): [string, unknown][] => {
    const language = findLanguage(code);
    return language === undefined ? [] : [[language, text]];
  });
  if (found.length > 0) return found;
  const text = fieldOf(record, "sentence") ?? fieldOf(record, "text");
  const code = findLanguage(`${String(fieldOf(record, "iso_639_3"))}_${String(fieldOf(record, "iso_15924"))}`);
  const language = code ?? languageOfFile(file);
  return text === undefined || language === undefined ? [] : [[language, text]];
}

/** The id of each record, where all of them have one; undefined otherwise. */
function idsOf(records: readonly TaskRecord[]): string[] | undefined {
  const ids = records.map((record) => fieldOf(record, "id"));
  const isId = (id: unknown): id is string | number => (typeof id === "string" && id !== "") || typeof id === "number";
  return ids.every(isId) ? ids.map(String) : undefined;
}

const lastRow = (rows: readonly { readonly row: number }[]): number =>
  rows.reduce((last, { row }) => Math.max(last, row), 0);

type Report = (row: number, reason: string) => void;

/** A column while it is read. */
interface GrowingColumn extends SentenceColumn {
  readonly sentences: Map<string, Sentence>;
  readonly skipped: SkippedRow[];
}

/** @param keys what each record's translations have in common with it; ids, or places */
function columnsOfRecords(
  file: string,
  records: readonly TaskRecord[],
  { keys, ...shared }: { readonly keys: readonly string[]; readonly hasIds: boolean; readonly nRows: number },
  report: Report,
): SentenceColumn[] {
  const columns = new Map<string, GrowingColumn>();
  const columnOf = (language: string): GrowingColumn => {
    const known = columns.get(language);
    if (known !== undefined) return known;
    const column = { file, split: splitOfFile(file), language, ...shared, sentences: new Map(), skipped: [] };
    columns.set(language, column);
    return column;
  };
  for (const [i, record] of records.entries()) {
    const { row } = record;
    const key = keys[i]!;
    const found = sentencesOf(record, file);
    if (found.length === 0) report(row, "no sentence of a known language: name columns as sentence_eng_Latn, or text");
    for (const [language, text] of found) {
      const { sentences, skipped } = columnOf(language);
      if (typeof text !== "string") skipped.push({ file, row, reason: `the sentence in ${language} is not a text` });
      else if (sentences.has(key))
        skipped.push({ file, row, reason: `the id "${key}" is there already, in row ${sentences.get(key)!.row}` });
      else sentences.set(key, { row, text });
    }
  }
  return [...columns.values()];
}

function columnsOfFile(file: TaskFile, skipped: SkippedRow[]): SentenceColumn[] {
  const { name } = file;
  const report: Report = (row, reason) => skipped.push({ file: name, row, reason });
  const read = readRecords(file);
  if (read === undefined) {
    const language = languageOfFile(name);
    if (language === undefined) {
      report(0, "its name says no language: name it as eng_Latn.devtest");
      return [];
    }
    const sentences = new Map(linesOf(file.text).map((text, i) => [String(i + 1), { row: i + 1, text }]));
    const nRows = sentences.size;
    return [{ file: name, split: splitOfFile(name), language, hasIds: false, nRows, sentences, skipped: [] }];
  }
  skipped.push(...read.skipped);
  const ids = idsOf(read.records);
  // A row of a table goes over several lines where a field does: its lines do not count translations, as those of JSONL do.
  const isTable = /\.[ct]sv(\.gz)?$/i.test(name);
  const keys = ids ?? read.records.map((record, i) => String(isTable ? i + 1 : record.row));
  const nRows = isTable ? read.records.length : lastRow([...read.records, ...read.skipped]);
  const columns = columnsOfRecords(name, read.records, { keys, hasIds: ids !== undefined, nRows }, report);
  if (isTable && ids === undefined && read.skipped.length > 0 && columns.length === 1) {
    report(
      0,
      "rows are broken and none has an id, so translations in other files cannot be told: nothing of it was used",
    );
    return [];
  }
  return columns;
}

/** The sentences of all languages in the files; a second file of the same language and part is reported and left out. */
export function readSentences(files: readonly TaskFile[]): SentenceColumns {
  const skipped: SkippedRow[] = [];
  const columns = new Map<string, SentenceColumn>();
  for (const file of files) {
    for (const column of columnsOfFile(file, skipped)) {
      const key = `${column.split} ${column.language}`;
      const first = columns.get(key);
      if (first === undefined) columns.set(key, column);
      else
        skipped.push({
          file: file.name,
          row: 0,
          reason: `${column.language} is in ${first.file} already: it was left out`,
        });
    }
  }
  return { columns: [...columns.values()], skipped };
}
