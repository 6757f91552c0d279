import { FormatError } from "../formats/formatError";

/** What a file says of its languages, and what the user knows of them. */
export interface LanguageSources {
  /** Languages that the file holds. */
  readonly count: number;
  /** Their names, where the file gives them. */
  readonly named?: readonly string[] | undefined;
  /** Names from the user, in file order. */
  readonly expected?: readonly string[] | undefined;
}

/**
 * Names for the languages of a file: the file's own, else the user's, else `language1` and so on. The user may give more than
 * the file holds: the published selection script drops the last languages when they have no neurons.
 */
export function languagesOfFile({ count, named, expected }: LanguageSources, warnings: string[]): readonly string[] {
  if (named) {
    if (named.length !== count) throw new FormatError(`the file names ${named.length} languages and holds ${count}`);
    if (expected && expected.join(" ") !== named.join(" ")) {
      warnings.push(`the file names its languages itself: ${named.join(" ")}`);
    }
    return checkNames(named);
  }
  if (!expected) {
    const names = Array.from({ length: count }, (_, k) => `language${k + 1}`);
    warnings.push(`the file names no languages: they are called language1 to language${count}, in file order`);
    return names;
  }
  if (expected.length < count) {
    throw new FormatError(
      `the file holds ${count} languages, ${expected.length} names were given: ${expected.join(" ")}`,
    );
  }
  return checkNames(expected);
}

function checkNames(names: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  for (const [k, name] of names.entries()) {
    if (name === "") throw new FormatError(`language ${k} has an empty name`);
    if (seen.has(name)) throw new FormatError(`language "${name}" is named twice`);
    seen.add(name);
  }
  return names;
}

/** Languages as one line, separated by spaces, as safetensors metadata holds them. */
export function joinLanguages(languages: readonly string[]): string {
  const bad = languages.find((language) => language === "" || /\s/.test(language));
  if (bad !== undefined) {
    throw new RangeError(`language "${bad}" cannot be written: names are separated by spaces; rename it`);
  }
  return languages.join(" ");
}

/** The languages of such a line. */
export function splitLanguages(line: string | undefined): readonly string[] | undefined {
  return line === undefined ? undefined : line.split(" ").filter((name) => name !== "");
}
