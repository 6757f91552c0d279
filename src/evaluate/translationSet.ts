import { NothingToAsk } from "./nothingToAsk";
import type { TaskFile } from "./readRecords";
import type { SkippedRow } from "./taskResult";
import { readSentences, type SentenceColumn } from "./translationFiles";

/** What to translate from and to, FLORES-200 form. */
export interface TranslationPair {
  readonly source: string;
  readonly target: string;
  /** Part of the data set, as `devtest`; the first of `SPLIT_ORDER` that has both languages when left out. */
  readonly split?: string | undefined;
}

/** A sentence with its translation. */
export interface TranslationRow {
  /** Id of the data set, or else the place in the file, from 1. */
  readonly id: string;
  /** In the source's file. */
  readonly row: number;
  readonly source: string;
  readonly reference: string;
}

export interface TranslationSet {
  readonly rows: readonly TranslationRow[];
  /**
   * What few-shot examples are drawn from: another part of the data set where there is one, else the rows themselves.
   * Throws NothingToAsk where the files of that part are not aligned.
   */
  readonly shots: () => readonly TranslationRow[];
  readonly skipped: readonly SkippedRow[];
}

/** What is measured on, the first that is there: devtest is what papers report. Null is text that names no part. */
const SPLIT_ORDER = ["devtest", "test", null, "validation", "valid", "dev", "train"] as const;
/** What examples are shown from. */
const SHOT_ORDER = ["dev", "validation", "valid", "train"] as const;

type Columns = readonly [source: SentenceColumn, target: SentenceColumn];

/** Why a text cannot be used; undefined where it can. */
function problemOf(text: string): string | undefined {
  if (text.trim() === "") return "is empty";
  return text.includes("\ufffd") || !text.isWellFormed() ? "holds bytes that are no text (not valid UTF-8)" : undefined;
}

/** Rows without a translation that are reported one by one; of more the rest as one. */
const REPORTED = 1000;

/** Sentences of the one column without a translation in the other. */
function withoutPartner(column: SentenceColumn, other: SentenceColumn): SkippedRow[] {
  const alone = [...column.sentences].flatMap(([key, { row }]) => (other.sentences.has(key) ? [] : [row]));
  const { file, language } = column;
  const told = alone
    .slice(0, REPORTED)
    .map((row) => ({ file, row, reason: `${language} without a translation in ${other.file}` }));
  const rest = alone.slice(REPORTED);
  const more = {
    file,
    row: rest[0] ?? 0,
    reason: `${language} of this and ${rest.length - 1} more rows without a translation in ${other.file}`,
  };
  return rest.length === 0 ? told : [...told, more];
}

/**
 * Refuses an id beside a line's number: the two may be equal without any translation. And lines beside more lines: where one is
 * missing, all behind it would be held against a wrong translation.
 */
function checkKeys([source, target]: Columns): void {
  if (source.hasIds !== target.hasIds) {
    const [withIds, without] = source.hasIds ? [source, target] : [target, source];
    throw new NothingToAsk(
      `the records of ${withIds.file} have ids and those of ${without.file} none: give both files ids that translations share, or neither`,
    );
  }
  if (source.hasIds || source.file === target.file || source.nRows === target.nRows) return;
  const [rows, others] = [source, target].map(({ nRows }) => nRows.toLocaleString("en"));
  throw new NothingToAsk(
    `the files ${source.file} (${rows} rows) and ${target.file} (${others}) are not aligned by line: give both as many rows, an empty one where a translation is missing (in JSONL {"text": ""}, in a table ""), or ids that translations share`,
  );
}

function pairRows([source, target]: Columns): { rows: TranslationRow[]; skipped: SkippedRow[] } {
  checkKeys([source, target]);
  const rows: TranslationRow[] = [];
  const skipped: SkippedRow[] = [...source.skipped, ...(target === source ? [] : target.skipped)];
  for (const [id, { row, text }] of source.sentences) {
    const translation = target.sentences.get(id);
    if (translation === undefined) continue;
    const ofSource = problemOf(text);
    const ofTarget = problemOf(translation.text);
    if (ofSource !== undefined) skipped.push({ file: source.file, row, reason: `${source.language} ${ofSource}` });
    else if (ofTarget !== undefined) {
      skipped.push({ file: target.file, row: translation.row, reason: `${target.language} ${ofTarget}` });
    } else rows.push({ id, row, source: text.trim(), reference: translation.text.trim() });
  }
  skipped.push(...withoutPartner(source, target), ...withoutPartner(target, source));
  return { rows, skipped };
}

/** The languages that the files have sentences of, in code order. */
export function translationLanguages(files: readonly TaskFile[]): string[] {
  return [...new Set(readSentences(files).columns.map(({ language }) => language))].sort();
}

/**
 * The sentences of one language with their translations in another: lines with the same number, or records with the same id. Rows where
 * either is missing or empty are reported and left out.
 * @throws RangeError where the files do not hold both languages in one part of a data set, NothingToAsk where translations cannot be
 * told: only one of the files has ids, or neither has and their rows are not as many
 */
export function translationSet(files: readonly TaskFile[], { source, target, split }: TranslationPair): TranslationSet {
  if (source === target) throw new RangeError(`a translation from ${source} to itself: choose two languages`);
  const { columns, skipped } = readSentences(files);
  const pairOf = (part: string | null): Columns | undefined => {
    const of = (language: string) => columns.find((column) => column.split === part && column.language === language);
    const [from, to] = [of(source), of(target)];
    return from === undefined || to === undefined ? undefined : [from, to];
  };
  const part = (split === undefined ? SPLIT_ORDER : [split]).find((name) => pairOf(name) !== undefined);
  if (part === undefined) {
    const where = split === undefined ? "" : ` in the part "${split}"`;
    const there = columns.map(({ language, split: name }) => (name === null ? language : `${language} (${name})`));
    throw new RangeError(
      `the files do not hold both ${source} and ${target}${where}: there are ${there.join(", ") || "none"}`,
    );
  }
  const measured = pairRows(pairOf(part)!);
  const shown = SHOT_ORDER.find((name) => name !== part && pairOf(name) !== undefined);
  return {
    rows: measured.rows,
    shots: () => (shown === undefined ? measured.rows : pairRows(pairOf(shown)!).rows),
    skipped: [...skipped, ...measured.skipped],
  };
}
