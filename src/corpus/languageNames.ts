import { FLORES_200 } from "./flores200";

/** A language as the page shows it. */
export interface LanguageName {
  /** FLORES-200 code, `mlt_Latn`. */
  readonly code: string;
  /** In English, `Maltese`. */
  readonly name: string;
}

interface LanguageTable {
  readonly names: ReadonlyMap<string, string>;
  /** FLORES-200 code by anything that means it, in lower case with underscores: codes, aliases, English names. */
  readonly codes: ReadonlyMap<string, string>;
  readonly scripts: ReadonlySet<string>;
}

function parseTable(table: string): LanguageTable {
  const names = new Map<string, string>();
  const codes = new Map<string, string>();
  const scripts = new Set<string>();
  for (const row of table.trim().split("\n")) {
    const [code = "", aliases = "", ...words] = row.split(" ");
    const name = words.join(" ");
    const [iso = "", script = ""] = code.split("_");
    names.set(code, name);
    scripts.add(script);
    for (const key of [code.toLowerCase(), iso, ...aliases.split(","), name.toLowerCase().replaceAll(" ", "_")]) {
      if (key !== "-" && !codes.has(key)) codes.set(key, code);
    }
  }
  return { names, codes, scripts };
}

const TABLE = parseTable(FLORES_200);

/** Scripts (ISO 15924) that no language of FLORES-200 has by default but corpora of more languages do. */
const MORE_SCRIPTS = [
  "Adlm",
  "Bali",
  "Cans",
  "Cher",
  "Copt",
  "Goth",
  "Hani",
  "Java",
  "Mong",
  "Mtei",
  "Nkoo",
  "Syrc",
  "Thaa",
];

/** All languages of FLORES-200 with their English names, in code order: what a label's field suggests. */
export const LANGUAGES: readonly LanguageName[] = Array.from(TABLE.names, ([code, name]) => ({ code, name })).toSorted(
  (a, b) => (a.code < b.code ? -1 : 1),
);

/**
 * English name of a language code for the eye. A code outside FLORES-200 gets the name that the browser knows for it; a label
 * that is no code is its own name.
 */
export function languageName(language: string): string {
  const known = TABLE.names.get(language);
  if (known !== undefined) return known;
  if (!isLanguageCode(language)) return language;
  const tag = language.replace("_", "-");
  return new Intl.DisplayNames(["en"], { type: "language", fallback: "code" }).of(tag) ?? language;
}

/** Whether a text has the form of a FLORES-200 code, `xxx_Xxxx` with a script that exists. */
export function isLanguageCode(text: string): boolean {
  const [, script] = /^[a-z]{3}_([A-Z][a-z]{3})$/.exec(text) ?? [];
  return script !== undefined && (TABLE.scripts.has(script) || MORE_SCRIPTS.includes(script));
}

/**
 * The FLORES-200 code that a code or English name means: `mt`, `mlt`, `mlt-Latn`, `ekk_Latn`, `zh-Hant`, `pt-BR`, `Maltese`.
 * Undefined when it means none. A three-letter code with a script is taken as it is, so that corpora of more languages than
 * FLORES-200 keep their codes; its code part follows the aliases (`nep_Deva` is `npi_Deva`).
 */
export function findLanguage(label: string): string | undefined {
  const key = label.trim().toLowerCase().replaceAll(/[- ]/g, "_");
  const known = TABLE.codes.get(key);
  if (known !== undefined) return known;
  const [code = "", subtag = "", ...more] = key.split("_");
  if (more.length > 0) return undefined;
  const base = TABLE.codes.get(code);
  if (/^[a-z]{4}$/.test(subtag) && /^[a-z]{2,3}$/.test(code)) {
    const script = subtag[0]!.toUpperCase() + subtag.slice(1);
    const language = `${base?.slice(0, 3) ?? code}_${script}`;
    return isLanguageCode(language) ? language : undefined;
  }
  // A region says nothing about the language, but only in capitals is it surely one: `pt-BR`, against `en-mt`.
  return /[-_][A-Z]{2}$/.test(label.trim()) && /^[a-z]{2,3}$/.test(code) ? base : undefined;
}
