/** From which language into which, FLORES-200 form. */
export interface TranslationDirection {
  readonly source: string;
  readonly target: string;
}

/** The direction of a translation: what was asked for, or else from English, or else from the first language to the second. */
export function directionOf(
  languages: readonly string[],
  { source, target }: { readonly source?: string | undefined; readonly target?: string | undefined },
): TranslationDirection {
  const english = languages.includes("eng_Latn") && target !== "eng_Latn" ? "eng_Latn" : undefined;
  const from = source ?? english ?? languages.find((language) => language !== target)!;
  return { source: from, target: target ?? languages.find((language) => language !== from)! };
}
