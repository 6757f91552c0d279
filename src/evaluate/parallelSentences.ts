import type { LanguageText, LanguageTokens } from "../corpus/corpus";
import type { MissingSentences } from "./alignmentResult";
import type { SentenceTokens } from "./sentenceTokens";
import { type TranslationKey, translationKeys } from "./translationKeys";

/** Sentences that all languages have, translations at the same place. */
export interface ParallelSentences {
  readonly languages: readonly SentenceTokens[];
  /** [language][sentence]. */
  readonly texts: readonly (readonly string[])[];
  readonly missing: readonly MissingSentences[];
}

interface Entry {
  readonly text: string;
  readonly ids: Int32Array<ArrayBuffer>;
}

/** A language's sentences that have tokens, by what translations share. */
function entriesOf(
  { documents }: LanguageText,
  tokens: LanguageTokens,
  keys: readonly TranslationKey[],
): Map<TranslationKey, Entry> {
  const entries = new Map<TranslationKey, Entry>();
  for (const [d, text] of documents.entries()) {
    const [start, end] = [tokens.documentStart[d]!, tokens.documentStart[d + 1]!];
    const key = keys[d]!;
    if (end > start && !entries.has(key)) entries.set(key, { text, ids: tokens.ids.slice(start, end) });
  }
  return entries;
}

/**
 * The sentences that all languages have text of, by id where the texts have ids and else by row, in the order of the first language,
 * at most `most`. What is missing, empty or without tokens in one language is left out for all, and counted for those that lack it.
 * @param tokens of the texts, in their order
 * @throws RangeError where it cannot be told for sure which sentences translate each other
 */
export function parallelSentences(
  texts: readonly LanguageText[],
  tokens: readonly LanguageTokens[],
  most = Infinity,
): ParallelSentences {
  const keys = translationKeys(texts);
  const entries = texts.map((text, k) => entriesOf(text, tokens[k]!, keys[k]!));
  const known = new Set(entries.flatMap((own) => [...own.keys()]));
  const shared = [...(entries[0]?.keys() ?? [])].filter((key) => entries.every((own) => own.has(key))).slice(0, most);
  return {
    languages: texts.map(({ language }, k) => ({
      language,
      sentences: shared.map((key) => entries[k]!.get(key)!.ids),
    })),
    texts: entries.map((own) => shared.map((key) => own.get(key)!.text)),
    missing: texts.flatMap(({ language }, k) => {
      const sentences = known.size - entries[k]!.size;
      return sentences === 0 ? [] : [{ language, sentences }];
    }),
  };
}
