import type { ContextAndContinuation } from "./choiceDocument";
import { encodePair, PairError, type PairTokenizer, type TokenPair } from "./encodePair";

/** The tokens of a row's choices; or, where the model cannot be asked one of them, why. */
export function encodeRow(
  pairs: readonly ContextAndContinuation[],
  tokenizer: PairTokenizer,
  maxTokens: number,
): TokenPair[] | string {
  try {
    const tokens = pairs.map((pair) => encodePair(tokenizer, pair));
    const long = tokens.find(({ continuation }) => continuation.length > maxTokens);
    return long ? `a choice has ${long.continuation.length} tokens, the model takes ${maxTokens}` : tokens;
  } catch (error) {
    if (error instanceof PairError) return error.message;
    throw error;
  }
}
