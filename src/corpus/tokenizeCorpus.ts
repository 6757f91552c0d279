import type { LanguageText, LanguageTokens } from "./corpus";
import { growableArray } from "./growableArray";
import type { TextTokenizer } from "./loadTokenizer";
import { pauses } from "./pauses";

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

/**
 * The tokens of each document of a language, without special tokens.
 * @throws Error that names the document when a piece of its text has no token (the vocabulary has none for unknown text), and
 * the signal's reason when it aborts
 */
export async function tokenizeLanguage(
  { language, documents, lineNumbers }: LanguageText,
  tokenizer: TextTokenizer,
  { signal, onProgress = () => undefined, yieldEveryMs = 50 }: TokenizeHooks,
): Promise<LanguageTokens> {
  const ids = growableArray((length) => new Int32Array(length));
  const documentStart = new Uint32Array(documents.length + 1);
  let at = 0;
  const tellProgress = (): void =>
    onProgress({ language, documents: at, documentsTotal: documents.length, tokens: ids.length });
  const pause = pauses(signal, yieldEveryMs, tellProgress);
  for (const document of documents) {
    const tokens = tokenizer.encode(document);
    if (tokens.some((id) => !Number.isInteger(id))) {
      throw new Error(
        `${language}: line ${lineNumbers[at]} holds text that is not in the tokenizer's vocabulary, which has no token for unknown text`,
      );
    }
    ids.append(tokens);
    at++;
    documentStart[at] = ids.length;
    await pause();
  }
  tellProgress();
  return { language, ids: ids.view().slice(), documentStart };
}
