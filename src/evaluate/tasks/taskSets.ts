import { findLanguage } from "../../corpus/languageNames";
import { languageOfFile } from "../../corpus/languageOf";
import { FormatError } from "../../formats/formatError";
import type { JsonObject } from "../../formats/json";
import { readRecords, type TaskFile, type TaskRecord } from "../readRecords";
import type { SkippedRow } from "../taskResult";
import type { ChoiceDocument } from "./choiceDocument";
import type { TaskLayout } from "./taskLayout";
import { layoutOf } from "./taskLayouts";

/** A row that can be asked. */
export interface ChoiceRow {
  /** The row, with its file in front where the set has several. */
  readonly id: string;
  readonly file: string;
  readonly row: number;
  readonly document: ChoiceDocument;
}

/** The questions of one task in one language. */
export interface ChoiceSet {
  /** "belebele/mlt_Latn"; "belebele" where no language is told. */
  readonly id: string;
  readonly task: string;
  readonly layout: TaskLayout;
  readonly language: string | null;
  readonly files: readonly string[];
  /** What is asked. */
  readonly rows: readonly ChoiceRow[];
  /** What solved examples are drawn from: files of parts before the one that is asked (train, dev), or else `rows`. */
  readonly shots: readonly ChoiceRow[];
  readonly skipped: readonly SkippedRow[];
}

/** MMLU's own tables have no header: a first row of six fields, the last of them a letter. */
const HEADERLESS_MMLU = /^(?:"(?:[^"]|"")*"|[^,"\n]*)(?:,(?:"(?:[^"]|"")*"|[^,"\n]*)){4},[A-D]\r?(?:\n|$)/;
const MMLU_HEADER = "question,A,B,C,D,answer\n";

/** The task's own words in a file's name, which say nothing about its language. */
const TASK_WORDS = /(?:global[-_]?)?mmlu|belebele|sib-?200|arc|challenge|easy|hellaswag|piqa|winogrande/gi;

/** The language that a file's name says; null where it says none. */
function languageOf(name: string): string | null {
  const code = /(?<![A-Za-z])[a-z]{3}_[A-Z][a-z]{3}(?![A-Za-z])/.exec(name)?.[0];
  const known = code && findLanguage(code);
  return known || (languageOfFile(name.replaceAll(TASK_WORDS, "test")) ?? null);
}

/** Parts of data sets before the test part: of those that are there the last is asked, as papers do where no test part is public. */
const PARTS = ["few-?shot", "train", "dev", "val(?:id(?:ation)?)?"].map(
  (part) => new RegExp(`(?:^|[/._-])${part}(?:[/._-]|$)`, "i"),
);
const VALIDATION = 3;

/** Place among `PARTS`; behind them all where a file is of none. */
function partOf(name: string): number {
  const part = PARTS.findIndex((pattern) => pattern.test(name));
  return part < 0 ? PARTS.length : part;
}

interface FileRows {
  readonly records: readonly TaskRecord[];
  readonly skipped: readonly SkippedRow[];
}

function recordsOf(file: TaskFile): FileRows | undefined {
  if (!/\.csv$/i.test(file.name.replace(/\.gz$/i, "")) || !HEADERLESS_MMLU.test(file.text)) return readRecords(file);
  const read = readRecords({ ...file, text: MMLU_HEADER + file.text });
  const subject = /([a-z_]+?)_(?:test|dev|val|train)\.csv/i.exec(file.name)?.[1];
  return (
    read && {
      records: read.records.map(({ row, fields }) => ({
        row: row - 1,
        fields: subject ? { ...fields, subject } : fields,
      })),
      skipped: read.skipped.map((one) => ({ ...one, row: one.row - 1 })),
    }
  );
}

/** The layout of the first row that has one. */
function layoutOfFile({ records }: FileRows): TaskLayout | undefined {
  for (const { fields } of records) {
    const layout = layoutOf(fields as JsonObject);
    if (layout) return layout;
  }
  return undefined;
}

/** Bytes that were no UTF-8 stand there as U+FFFD. */
const isBroken = (fields: TaskRecord["fields"]): boolean => JSON.stringify(fields).includes("\ufffd");

interface GrowingSet {
  readonly layout: TaskLayout;
  readonly task: string;
  readonly language: string | null;
  readonly rows: ChoiceRow[];
  readonly skipped: SkippedRow[];
}

/** Places of all files' rows by task and language. */
function collect(files: readonly TaskFile[], unused: TaskFile[]): GrowingSet[] {
  const sets = new Map<string, GrowingSet>();
  for (const file of files) {
    const read = recordsOf(file);
    const layout = read && layoutOfFile(read);
    if (!read || !layout) {
      unused.push(file);
      continue;
    }
    const { name } = file;
    const task = layout.part?.(name) ?? layout.task;
    const ofFile = languageOf(name);
    const setOf = (language: string | null): GrowingSet => {
      const id = `${task}/${language}`;
      const set = sets.get(id) ?? { layout, task, language, rows: [], skipped: [] };
      sets.set(id, set);
      return set;
    };
    const skipped: SkippedRow[] = read.skipped.map(({ row, reason }) => ({ file: name, row, reason }));
    let last = ofFile;
    for (const { row, fields } of read.records) {
      try {
        if (isBroken(fields)) throw new FormatError("not valid UTF-8");
        const document = layout.read(fields as JsonObject);
        last = ofFile ?? document.language ?? null;
        setOf(last).rows.push({ id: `${name}:${row}`, file: name, row, document });
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
        skipped.push({ file: name, row, reason: error.message });
      }
    }
    setOf(last).skipped.push(...skipped.sort((a, b) => a.row - b.row));
  }
  return [...sets.values()];
}

/**
 * Rows by the use of their files: of several parts only the last is asked, and solved examples come from those before it, from
 * validation only where there is no other.
 */
function partedRows(rows: readonly ChoiceRow[]): Pick<ChoiceSet, "rows" | "shots" | "files"> {
  const files = [...new Set(rows.map(({ file }) => file))];
  const named = files.length > 1 ? rows : rows.map((row) => ({ ...row, id: String(row.row) }));
  const last = files.reduce((most, file) => Math.max(most, partOf(file)), 0);
  const before = (part: number) => named.filter(({ file }) => partOf(file) < part);
  const shots = [before(Math.min(last, VALIDATION)), before(last)].find((some) => some.length > 0) ?? named;
  return { rows: named.filter(({ file }) => partOf(file) === last), shots, files };
}

/**
 * Sorts files by what they are: a set for each task and language, in the order of the files, and the files that are of no layout.
 * Rows that a layout cannot read are in `skipped` of their set.
 */
export function choiceSets(files: readonly TaskFile[]): { sets: readonly ChoiceSet[]; unused: readonly TaskFile[] } {
  const unused: TaskFile[] = [];
  const sets = collect(files, unused).map(({ layout, task, language, rows, skipped }) => ({
    ...{ id: language === null ? task : `${task}/${language}`, task, layout, language, skipped },
    ...partedRows(rows),
  }));
  return { sets, unused };
}
