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

/** The documents of one language's files one after another, their lines counted on. */
function joinFiles(files: readonly FileText[]): {
  documents: readonly string[];
  lineNumbers: Uint32Array<ArrayBuffer>;
} {
  const [only] = files;
  if (files.length === 1) return { documents: only!.documents, lineNumbers: Uint32Array.from(only!.lineNumbers) };
  let linesBefore = 0;
  const lineNumbers = files.flatMap((file) => {
    const numbers = file.lineNumbers.map((line) => linesBefore + line);
    linesBefore += file.fileLines;
    return numbers;
  });
  return { documents: files.flatMap(({ documents }) => documents), lineNumbers: Uint32Array.from(lineNumbers) };
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
    const { documents, lineNumbers } = joinFiles(files);
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
      ...(ids ? { ids } : {}),
      lines: files.reduce((sum, file) => sum + file.lines, 0),
      bytes: kept.reduce((sum, document) => sum + utf8Length(document), 0),
      duplicates,
      aligned,
    };
  });
}
