import type { LanguageText, LanguageTokens } from "../corpus/corpus";
import type { MissingSentences } from "./alignmentResult";
import type { SentenceTokens } from "./sentenceTokens";

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

/** What translations share: an id, or the number of their line. */
type Key = string | number;

/** Whether the texts have ids; throws where only some of them do. */
function haveIds(texts: readonly LanguageText[]): boolean {
  const without = texts.filter(({ ids }) => ids === undefined).map(({ language }) => language);
  if (without.length === 0) return true;
  if (without.length === texts.length) return false;
  throw new RangeError(
    `there are ids in some files and none in those of ${without.join(", ")}: align all by id, or all by line`,
  );
}

/** A language's sentences that have tokens, by what translations share; of equal ids the first. */
function entriesOf(
  { documents, lineNumbers, ids }: LanguageText,
  tokens: LanguageTokens,
  byId: boolean,
): Map<Key, Entry> {
  const entries = new Map<Key, Entry>();
  for (const [d, text] of documents.entries()) {
    const [start, end] = [tokens.documentStart[d]!, tokens.documentStart[d + 1]!];
    const key = byId ? ids![d]! : lineNumbers[d]!;
    if (end > start && !entries.has(key)) entries.set(key, { text, ids: tokens.ids.slice(start, end) });
  }
  return entries;
}

/**
 * The sentences that all languages have text of, by id where the texts have ids and else by line, in the order of the first language,
 * at most `most`. What is missing, empty or without tokens in one language is left out for all, and counted for those that lack it.
 * @param tokens of the texts, in their order
 * @throws RangeError where some texts have ids and others none
 */
export function parallelSentences(
  texts: readonly LanguageText[],
  tokens: readonly LanguageTokens[],
  most = Infinity,
): ParallelSentences {
  const byId = haveIds(texts);
  const entries = texts.map((text, k) => entriesOf(text, tokens[k]!, byId));
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
