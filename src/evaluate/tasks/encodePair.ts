import type { TextTokenizer } from "../../corpus/loadTokenizer";
import type { ContextAndContinuation } from "./choiceDocument";

/** Tokens of a context, and those that stand behind it. */
export interface TokenPair {
  readonly context: readonly number[];
  readonly continuation: readonly number[];
}

/** Between context and continuation, as in all of the harness's tasks here. */
const DELIMITER = " ";

/**
 * Tokens as lm-evaluation-harness makes them: blanks at the end of the context go to the continuation, the whole text is tokenized,
 * and what stands in it behind as many tokens as the context alone has is the continuation. No first token is put in front of a text,
 * but an empty context is the model's first token, or else its last.
 * @throws RangeError where a context is empty and the model has neither, or where nothing is left for the continuation
 */
export function encodePair(
  { encode, bosTokenId, eosTokenId }: Pick<TextTokenizer, "encode" | "bosTokenId" | "eosTokenId">,
  { context, continuation }: ContextAndContinuation,
): TokenPair {
  const whole = encode(context + DELIMITER + continuation);
  const alone = encode(context.trimEnd());
  if (alone.length === 0) {
    const first = bosTokenId ?? eosTokenId;
    if (first === undefined)
      throw new RangeError("the context is empty, and the model has no token to begin a text with");
    return { context: [first], continuation: whole };
  }
  if (whole.length <= alone.length) {
    throw new RangeError(`the tokenizer leaves nothing of ${JSON.stringify(continuation)} behind its context`);
  }
  return { context: alone, continuation: whole.slice(alone.length) };
}
