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

/** A language's sentences that have tokens, by their line. */
function entriesOf(
  { documents, lineNumbers }: LanguageText,
  { ids, documentStart }: LanguageTokens,
): Map<number, Entry> {
  const entries = new Map<number, Entry>();
  for (const [d, text] of documents.entries()) {
    const [start, end] = [documentStart[d]!, documentStart[d + 1]!];
    if (end > start) entries.set(lineNumbers[d]!, { text, ids: ids.slice(start, end) });
  }
  return entries;
}

/**
 * The lines that all languages have text on, in their order, at most `most`. A line that is missing, empty or without tokens in one
 * language is left out for all, and counted for those that lack it.
 * @param tokens of the texts, in their order
 */
export function parallelSentences(
  texts: readonly LanguageText[],
  tokens: readonly LanguageTokens[],
  most = Infinity,
): ParallelSentences {
  const entries = texts.map((text, k) => entriesOf(text, tokens[k]!));
  const lines = [...new Set(entries.flatMap((own) => [...own.keys()]))].sort((a, b) => a - b);
  const shared = lines.filter((line) => entries.every((own) => own.has(line))).slice(0, most);
  return {
    languages: texts.map(({ language }, k) => ({
      language,
      sentences: shared.map((line) => entries[k]!.get(line)!.ids),
    })),
    texts: entries.map((own) => shared.map((line) => own.get(line)!.text)),
    missing: texts.flatMap(({ language }, k) => {
      const sentences = lines.length - entries[k]!.size;
      return sentences === 0 ? [] : [{ language, sentences }];
    }),
  };
}
