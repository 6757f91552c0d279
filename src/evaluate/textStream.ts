/** What the tokenizer puts where bytes are no character (yet). */
const REPLACEMENT = "\uFFFD";
/** Tokens of the prompt that are decoded with the first of the output: some tokenizers drop the blank that a text begins with. */
const CONTEXT = 4;

/** Makes text of tokens that come one at a time. */
export interface TextStream {
  /** Text that the token completes; the bytes of a character that is not whole yet are held back. */
  push(token: number): string;
  /** What was held back. */
  end(): string;
}

/**
 * Each piece is what the tokens so far decode to, less what they decoded to before the last pieces; only the last few are decoded
 * again.
 * @param decode text of tokens; incomplete bytes are U+FFFD
 */
export function textStream(decode: (tokens: readonly number[]) => string, prompt: readonly number[]): TextStream {
  const tokens = prompt.slice(-CONTEXT);
  /** Tokens from `start` on are decoded; those before `told` have been told. */
  let start = 0;
  let told = tokens.length;
  const since = (end: number) => decode(tokens.slice(start, end));
  const rest = () => since(tokens.length).slice(since(told).length);
  return {
    push(token) {
      tokens.push(token);
      const piece = rest();
      if (piece === "" || piece.endsWith(REPLACEMENT)) return "";
      start = told;
      told = tokens.length;
      return piece;
    },
    end: rest,
  };
}
