/** How a language is drawn: a colour, and beside it a second channel for eyes and printers without colour. */
export interface LanguageStyle {
  /** Place of the colour in the palette, which holds `--lang-0` and on. */
  readonly series: number;
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
/** Colours of the palette, `--lang-0` and on. */
export const N_COLORS = 8;

/** The style of the `place`-th of things that are told apart: the eight colours with the first sign, then with the next. */
export function styleAt(place: number): LanguageStyle {
  const series = place % N_COLORS;
  const round = Math.floor(place / N_COLORS) % SIGNS.length;
  return {
    series,
    color: `var(--lang-${series})`,
    sign: SIGNS[round]!,
    marker: MARKERS[round]!,
    dash: DASHES[round]!,
  };
}

/** Places that were given out on this visit, by language. */
const places = new Map<string, number>();

/** The first place that is free, of a colour that none of `shown` has where there is one. */
function freePlace(shown: readonly string[]): number {
  const taken = new Set(places.values());
  const colors = new Set(shown.flatMap((language) => places.get(language) ?? []).map((place) => place % N_COLORS));
  const isFree = (place: number): boolean =>
    !taken.has(place) && (colors.size === N_COLORS || !colors.has(place % N_COLORS));
  let place = 0;
  while (!isFree(place)) place++;
  return place;
}

/**
 * The style of a language among those that a view shows. It is given out when a view first shows the language, and kept for the visit:
 * a language has one colour in all views, and two languages share one only where more than eight were shown.
 */
export function languageStyle(language: string, shown: readonly string[]): LanguageStyle {
  const all = [...shown, language];
  // In the order of the alphabet, so that the order in which a view lists them does not count.
  for (const one of all.toSorted()) if (!places.has(one)) places.set(one, freePlace(all));
  return styleAt(places.get(language)!);
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
