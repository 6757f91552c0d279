import type { Corpus, LabelSource, LanguageTokens } from "./corpus";
import { languageName } from "./languageNames";

/** One language as the page lists it. */
export interface CorpusRow {
  readonly language: string;
  /** In English. */
  readonly name: string;
  readonly files: readonly string[];
  /** What gave the text this language; a label for one of them is `ImportOptions.labels[key]`. */
  readonly labels: readonly LabelSource[];
  readonly documents: number;
  readonly lines: number;
  readonly bytes: number;
  /** Null until the text was tokenized. */
  readonly tokens: number | null;
  /** How finely the tokenizer cuts the language; null until the text was tokenized, or where there is none. */
  readonly tokensPerByte: number | null;
  readonly duplicates: number;
  /** Whether the files are, with those of another language, translations line by line. */
  readonly aligned: boolean;
}

/** The rows of a corpus in language order, with token counts of the languages that have them. */
export function corpusTable(
  corpus: Pick<Corpus, "languages">,
  tokens: ReadonlyMap<string, Pick<LanguageTokens, "ids">> = new Map(),
): CorpusRow[] {
  return corpus.languages.map(({ language, files, labels, documents, lines, bytes, duplicates, aligned }) => {
    const count = tokens.get(language)?.ids.length ?? null;
    return {
      language,
      name: languageName(language),
      files,
      labels,
      documents: documents.length,
      lines,
      bytes,
      tokens: count,
      tokensPerByte: count === null || bytes === 0 ? null : count / bytes,
      duplicates,
      aligned,
    };
  });
}
