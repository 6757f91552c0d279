import type { LanguageText, LanguageTokens } from "./corpus";
import { growableArray } from "./growableArray";
import { importIssues } from "./importIssues";
import type { TextTokenizer } from "./loadTokenizer";
import { pauses } from "./pauses";
import { excerptOf } from "./readLines";

/** How far the tokens of one language are. */
export interface TokenizeProgress {
  readonly language: string;
  readonly documents: number;
  readonly documentsTotal: number;
  readonly tokens: number;
}

export interface TokenizeHooks {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: TokenizeProgress) => void;
  /** Milliseconds after which waiting events run, a Cancel among them. A document is never interrupted. */
  readonly yieldEveryMs?: number;
}

const NO_TOKEN =
  "holds text that is not in the tokenizer's vocabulary, which has no token for unknown text: the document was left out";

/** The file and the line in it that a line counted over all files of a language stands for. */
function placeOf({ files, fileLines }: LanguageText, line: number): [file: string, line: number] {
  let rest = line;
  let at = 0;
  while (at < files.length - 1 && rest > fileLines[at]!) rest -= fileLines[at++]!;
  return [files[at]!, rest];
}

/**
 * The tokens of each document of a language, without special tokens. A document with a piece that has no token (the vocabulary
 * has none for unknown text) is left without any, and reported.
 * @throws only the signal's reason, when it aborts
 */
export async function tokenizeLanguage(
  text: LanguageText,
  tokenizer: Pick<TextTokenizer, "encode">,
  { signal, onProgress = () => undefined, yieldEveryMs = 50 }: TokenizeHooks,
): Promise<LanguageTokens> {
  const { language, documents, lineNumbers } = text;
  const issues = importIssues();
  const ids = growableArray((length) => new Int32Array(length));
  const documentStart = new Uint32Array(documents.length + 1);
  let at = 0;
  const tellProgress = (): void =>
    onProgress({ language, documents: at, documentsTotal: documents.length, tokens: ids.length });
  const pause = pauses(signal, yieldEveryMs, tellProgress);
  for (const document of documents) {
    const tokens = tokenizer.encode(document);
    if (tokens.every((id) => Number.isInteger(id))) ids.append(tokens);
    else issues.add(...placeOf(text, lineNumbers[at]!), NO_TOKEN, excerptOf(document), "tokenizer");
    at++;
    documentStart[at] = ids.length;
    await pause();
  }
  tellProgress();
  return { language, ids: ids.view().slice(), documentStart, issues: issues.list() };
}
