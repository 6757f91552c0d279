import type { LabelSource, LanguageText } from "./corpus";
import type { FileText } from "./fileText";
import { utf8Length } from "./utf8Length";

const byFile = (a: FileText, b: FileText): number => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0);

/** Each source once: a value of a field may stand in several files. */
const distinct = (labels: readonly LabelSource[]): LabelSource[] => [
  ...new Map(labels.map((label) => [`${label.from} ${label.key}`, label])).values(),
];

/** The numbers of lines of a language's files; undefined where one of them is not plain text. */
const layoutOf = (files: readonly FileText[]): string | undefined =>
  files.every(({ format }) => format === "text") ? files.map(({ lines }) => lines).join() : undefined;

/**
 * The layouts that several languages share: their files are translations of each other line by line. A stray file, or a part
 * that one language lacks, takes only its own language out.
 */
function alignedLayouts(languages: readonly (readonly FileText[])[]): Set<string | undefined> {
  const layouts = languages.map(layoutOf);
  return new Set(layouts.filter((layout, k) => layout !== undefined && layouts.indexOf(layout) !== k));
}

/** Places of the documents that no earlier one is equal to. */
function firstPlaces(documents: readonly string[]): number[] {
  const seen = new Set<string>();
  const places: number[] = [];
  for (const [place, document] of documents.entries()) {
    if (seen.has(document)) continue;
    seen.add(document);
    places.push(place);
  }
  return places;
}

/** Numbers of each file, counted on over the files. */
function countOn(
  files: readonly FileText[],
  numbersOf: (file: FileText) => readonly number[],
  lengthOf: (file: FileText) => number,
): Uint32Array<ArrayBuffer> {
  const [only] = files;
  if (files.length === 1) return Uint32Array.from(numbersOf(only!));
  let before = 0;
  const numbers = files.flatMap((file) => {
    const own = numbersOf(file).map((number) => before + number);
    before += lengthOf(file);
    return own;
  });
  return Uint32Array.from(numbers);
}

/** The first of the files whose rows are in doubt, and why. */
function doubtOf(files: readonly FileText[]): string | undefined {
  const file = files.find(({ rowDoubt }) => rowDoubt !== undefined);
  return file && `${file.file}: ${file.rowDoubt}`;
}

/** The documents' ids, where all files have some. */
const joinIds = (files: readonly FileText[]): readonly string[] | undefined =>
  files.every(({ ids }) => ids !== undefined) ? files.flatMap(({ ids = [] }) => ids) : undefined;

/**
 * Joins what the files gave to one text a language, languages in code order, files in name order. Files of one language that
 * were joined are reported, and so is a removal of duplicates that alignment forbids.
 */
export function joinLanguages(
  texts: readonly FileText[],
  removeDuplicates: boolean,
  report: (file: string, reason: string) => void,
): LanguageText[] {
  const languages = [...new Set(texts.map(({ language }) => language))].toSorted();
  const sorted = languages.map((language) => ({
    language,
    files: texts.filter((text) => text.language === language).toSorted(byFile),
  }));
  const shared = alignedLayouts(sorted.map(({ files }) => files));
  return sorted.map(({ language, files }) => {
    const ids = joinIds(files);
    const aligned = ids !== undefined || shared.has(layoutOf(files));
    const names = files.map(({ file }) => file);
    if (names.length > 1)
      report(names[0]!, `${names.length} files are ${language}, joined in this order: ${names.join(", ")}`);
    const documents = files.length === 1 ? files[0]!.documents : files.flatMap((file) => file.documents);
    const lineNumbers = countOn(
      files,
      (file) => file.lineNumbers,
      (file) => file.fileLines,
    );
    const rows = countOn(
      files,
      (file) => file.rows,
      (file) => file.fileRows,
    );
    const rowDoubt = doubtOf(files);
    const places = firstPlaces(documents);
    const duplicates = documents.length - places.length;
    const isReduced = removeDuplicates && !aligned && duplicates > 0;
    if (removeDuplicates && aligned && duplicates > 0) {
      report(
        names[0]!,
        ids
          ? `${duplicates} repeated documents were kept: each has an id that its translations share`
          : `${duplicates} repeated documents were kept: the files are aligned line by line, and removing some would shift the rest`,
      );
    }
    const kept = isReduced ? places.map((place) => documents[place]!) : documents;
    return {
      language,
      files: names,
      labels: distinct(files.flatMap(({ labels }) => labels)),
      fileLines: files.map(({ fileLines }) => fileLines),
      documents: kept,
      lineNumbers: isReduced ? Uint32Array.from(places, (place) => lineNumbers[place]!) : lineNumbers,
      fileRows: files.map(({ fileRows }) => fileRows),
      rows: isReduced ? Uint32Array.from(places, (place) => rows[place]!) : rows,
      ...(rowDoubt === undefined ? {} : { rowDoubt }),
      ...(ids ? { ids } : {}),
      lines: files.reduce((sum, file) => sum + file.lines, 0),
      bytes: kept.reduce((sum, document) => sum + utf8Length(document), 0),
      duplicates,
      aligned,
    };
  });
}
