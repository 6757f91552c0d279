import type { TextTokenizer } from "../../corpus/loadTokenizer";
import { promptTokens } from "../promptTokens";
import type { ContextAndContinuation } from "./choiceDocument";

/** Tokens of a context, and those that stand behind it. */
export interface TokenPair {
  readonly context: readonly number[];
  readonly continuation: readonly number[];
}

export type PairTokenizer = Pick<TextTokenizer, "encode" | "prefix" | "bosTokenId" | "eosTokenId">;

/** A context and a continuation that the model cannot be asked. */
export class PairError extends RangeError {
  override readonly name = "PairError";
}

/** Between context and continuation, as in all of the harness's tasks here. */
const DELIMITER = " ";

/**
 * Tokens as lm-evaluation-harness 0.4.13 makes them: blanks at the end of the context go to the continuation, the whole text is
 * tokenized, and what stands in it behind as many tokens as the context alone has is the continuation. Before a text stands what the
 * model's template puts there (versions up to 0.4.9 put nothing); an empty context is the model's first token, or else its last.
 * @throws PairError where a context is empty and the model has neither, or where nothing is left for the continuation
 */
export function encodePair(tokenizer: PairTokenizer, { context, continuation }: ContextAndContinuation): TokenPair {
  const behind = context.slice(context.trimEnd().length) + DELIMITER + continuation;
  const alone = promptTokens(tokenizer, context.trimEnd());
  if (context === "" || alone.length === 0) {
    const first = tokenizer.bosTokenId ?? tokenizer.eosTokenId;
    if (first === undefined)
      throw new PairError("the context is empty, and the model has no token to begin a text with");
    return { context: [first], continuation: tokenizer.encode(behind) };
  }
  const whole = promptTokens(tokenizer, context + DELIMITER + continuation);
  if (whole.length <= alone.length) {
    throw new PairError(`the tokenizer leaves nothing of ${JSON.stringify(continuation)} behind its context`);
  }
  return { context: alone, continuation: whole.slice(alone.length) };
}
