import type { LanguageText } from "../corpus/corpus";
import { mismatchedFiles } from "./partNames";

/** What translations share: an id, or the number of their row. */
export type TranslationKey = string | number;

const NAME_IDS = "name a field with an id that translations share";
/** So many names are told of a list of files. */
const FEW = 4;

const listed = (all: readonly string[]): string =>
  all.length <= FEW ? all.join(", ") : `${all.slice(0, FEW).join(", ")} and ${all.length - FEW} more`;

/** Whether the texts have ids; throws where only some of them do. */
function haveIds(texts: readonly LanguageText[]): boolean {
  const without = texts.filter(({ ids }) => ids === undefined).map(({ language }) => language);
  if (without.length === 0) return true;
  if (without.length === texts.length) return false;
  throw new RangeError(
    `there are ids in some files and none in those of ${without.join(", ")}: align all by id, or all by line`,
  );
}

/** Refuses an id of several texts of a language: which of them another language's text translates cannot be told. */
function checkIds({ language, files, documents, ids = [] }: LanguageText): void {
  const texts = new Map<string, string>();
  for (const [d, id] of ids.entries()) {
    const first = texts.get(id);
    if (first === undefined) texts.set(id, documents[d]!);
    else if (first !== documents[d]) {
      const anew = files.length > 1 ? ", or align by themselves files that each begin their ids anew" : "";
      throw new RangeError(
        `the id "${id}" stands for several texts of ${language} (${listed(files)}), so their translations cannot be told: name a field with an id of its own for each text${anew}`,
      );
    }
  }
}

const layoutOf = ({ fileRows }: LanguageText): string => fileRows.join();

/** "mt/a.txt has 2" of each file. */
const rowsOf = ({ files, fileRows }: LanguageText): string =>
  listed(files.map((file, i) => `${file} has ${fileRows[i]!.toLocaleString("en")}`));

/** Refuses files that stand beside each other, though their names say that they are other parts of a text. */
function checkParts(usual: LanguageText, text: LanguageText): void {
  const files = mismatchedFiles(usual, text);
  if (!files) return;
  throw new RangeError(
    `${text.language} is not aligned with ${usual.language} by line: in the order of their names ${files[1]} would stand beside ${files[0]}. Name files that translate each other alike, and give every language all of them; or ${NAME_IDS}`,
  );
}

/** Refuses texts whose rows do not stand for each other: line n of one is then no translation of line n of another. */
function checkRows(texts: readonly LanguageText[]): void {
  const doubtful = texts.find(({ rowDoubt }) => rowDoubt !== undefined);
  if (doubtful) {
    throw new RangeError(
      `the translations of ${doubtful.language} cannot be told by their lines, as ${doubtful.rowDoubt}: mend the file (a missing translation is an empty line of plain text, {"text": ""} of JSONL, "" of a table), or ${NAME_IDS}`,
    );
  }
  const layouts = texts.map(layoutOf);
  const countOf = (layout: string): number => layouts.filter((one) => one === layout).length;
  // What most have is taken for right, so that the message names the odd one out.
  const [usual, ...rest] = texts.toSorted((a, b) => countOf(layoutOf(b)) - countOf(layoutOf(a)));
  const odd = rest.filter((text) => layoutOf(text) !== layoutOf(usual!));
  if (odd.length > 0) {
    const others = odd.length > 1 ? ` (nor ${listed(odd.slice(1).map(({ language }) => language))})` : "";
    throw new RangeError(
      `${odd[0]!.language} is not aligned with ${usual!.language} by line${others}: ${rowsOf(odd[0]!)}; ${rowsOf(usual!)}. Give every language as many files of as many lines (records), an empty one where a translation is missing (in JSONL {"text": ""}, in a table ""); or ${NAME_IDS}; or leave the language out`,
    );
  }
  for (const text of rest) checkParts(usual!, text);
}

/**
 * What each document of each text shares with its translations: its id where the texts have ids, and else its row.
 * @returns by text, then by document
 * @throws RangeError where translations cannot be told for sure: some texts have ids and others none, an id stands for several texts
 * of a language, files have not as many rows, or rows of a file are in doubt
 */
export function translationKeys(texts: readonly LanguageText[]): (readonly TranslationKey[])[] {
  if (haveIds(texts)) {
    for (const text of texts) checkIds(text);
    return texts.map(({ ids }) => ids!);
  }
  checkRows(texts);
  return texts.map(({ rows }) => Array.from(rows));
}
