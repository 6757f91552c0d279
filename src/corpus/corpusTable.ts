import type { Corpus, LanguageTokens } from "./corpus";
import { languageName } from "./languageNames";

/** One language as the page lists it. */
export interface CorpusRow {
  readonly language: string;
  /** In English. */
  readonly name: string;
  readonly files: readonly string[];
  readonly documents: number;
  readonly lines: number;
  readonly bytes: number;
  /** Null until the text was tokenized. */
  readonly tokens: number | null;
  /** How finely the tokenizer cuts the language; null until the text was tokenized, or where there is none. */
  readonly tokensPerByte: number | null;
  readonly duplicates: number;
}

/** The rows of a corpus in language order, with token counts of the languages that have them. */
export function corpusTable(
  corpus: Corpus,
  tokenized: readonly Pick<LanguageTokens, "language" | "ids">[] = [],
): CorpusRow[] {
  const counts = new Map(tokenized.map(({ language, ids }) => [language, ids.length]));
  return corpus.languages.map(({ language, files, documents, lines, bytes, duplicates }) => {
    const tokens = counts.get(language) ?? null;
    return {
      language,
      name: languageName(language),
      files,
      documents: documents.length,
      lines,
      bytes,
      tokens,
      tokensPerByte: tokens === null || bytes === 0 ? null : tokens / bytes,
      duplicates,
    };
  });
}
