import type { LanguageText } from "../corpus/corpus";
import { findLanguage } from "../corpus/languageNames";

/** What a file's name says besides its language: `deu/part1.txt` and `part1.deu_Latn.txt` are "part1 txt" of German. */
function partName(path: string, language: string): string {
  const [, script] = language.split("_");
  const steps = path.split(/[/.]/).filter((step) => findLanguage(step) !== language);
  const words = steps.flatMap((step) => step.split(/[-_ ]+/));
  return words.filter((word) => findLanguage(word) !== language && word !== script).join(" ");
}

/**
 * The first files, in order, of which one is not the part that the other is, where the names tell parts: two languages that have a
 * part of one name have all parts of the same names, or one lacks a part and every later file stands beside a wrong one.
 */
export function mismatchedFiles(
  a: Pick<LanguageText, "language" | "files">,
  b: Pick<LanguageText, "language" | "files">,
): readonly [string, string] | undefined {
  if (a.files.length < 2) return undefined;
  const namesA = a.files.map((file) => partName(file, a.language));
  const namesB = b.files.map((file) => partName(file, b.language));
  if (!namesA.some((name) => namesB.includes(name))) return undefined;
  const at = namesA.findIndex((name, i) => name !== namesB[i]);
  return at < 0 ? undefined : [a.files[at]!, b.files[at]!];
}
