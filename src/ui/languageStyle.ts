/** How a language is drawn: a colour, and beside it a second channel for eyes and printers without colour. */
export interface LanguageStyle {
  /** Name of the CSS variable, `--lang-3`. */
  readonly colorVar: string;
  /** Ready for a style: `var(--lang-3)`. */
  readonly color: string;
  /** A sign for text and small swatches. */
  readonly sign: string;
  /** The same sign as Plotly names it. */
  readonly marker: string;
  /** Line pattern as Plotly names it. */
  readonly dash: "solid" | "dot" | "dash" | "dashdot";
}

const SIGNS = ["●", "▲", "■", "◆"] as const;
const MARKERS = ["circle", "triangle-up", "square", "diamond"] as const;
const DASHES = ["solid", "dash", "dot", "dashdot"] as const;
const N_COLORS = 8;

/**
 * The style of a language by its place in the alphabet of the project's languages, so that a language keeps its colour
 * in every view: the eight colours with the first sign, then the eight colours with the next.
 */
export function languageStyle(language: string, languages: readonly string[]): LanguageStyle {
  const place = Math.max(0, [...languages].sort().indexOf(language));
  const colorVar = `--lang-${place % N_COLORS}`;
  const round = Math.floor(place / N_COLORS) % SIGNS.length;
  return {
    colorVar,
    color: `var(${colorVar})`,
    sign: SIGNS[round]!,
    marker: MARKERS[round]!,
    dash: DASHES[round]!,
  };
}

const names = new Intl.DisplayNames(["en"], { type: "language", fallback: "none" });
const scripts = new Intl.DisplayNames(["en"], { type: "script" });

/**
 * English name of a language in FLORES form: "mlt_Latn" -> "Maltese", "zho_Hant" -> "Chinese (Traditional Han)": the script is said
 * where it is not the language's usual one. The code itself where there is no name.
 */
export function languageName(language: string): string {
  const [code, script] = language.split("_");
  if (!/^[a-z]{2,3}$/.test(code!)) return language;
  const name = names.of(code!) ?? language;
  if (!script || !/^[A-Z][a-z]{3}$/.test(script)) return name;
  const isUsual = new Intl.Locale(code!).maximize().script === script;
  return isUsual ? name : `${name} (${scripts.of(script)})`;
}
