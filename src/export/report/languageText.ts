import { languageName } from "../../corpus/languageNames";

/** Name and code: "Welsh (cym_Latn)"; of a label that is no code the label alone. */
export function languageText(language: string): string {
  const name = languageName(language);
  return name === language ? language : `${name} (${language})`;
}

/** Short, for axes: `cym`, unless another language shares the code. */
export function shortNames(languages: readonly string[]): string[] {
  const code = (language: string): string => language.split("_")[0]!;
  const shared = (language: string): boolean => languages.filter((other) => code(other) === code(language)).length > 1;
  return languages.map((language) => (shared(language) ? language : code(language)));
}
