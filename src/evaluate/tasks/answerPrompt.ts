import type { TextTokenizer } from "../../corpus/loadTokenizer";
import type { Decoder, ForwardOptions } from "../../transformer/decoder";
import { type GenerateConfig, generate, generateConfig } from "../generate";
import { promptTokens } from "../promptTokens";
import type { Answer } from "../translationTask";

/** A model that answers prompts. */
export interface Answerer {
  readonly decoder: Decoder;
  readonly tuning?: ForwardOptions["tuning"];
  readonly tokenizer: Pick<TextTokenizer, "encode" | "decode" | "prefix">;
  /** Tokens that the model was made for. */
  readonly context: number;
  readonly eosTokenIds: readonly number[];
  readonly signal: AbortSignal;
}

/**
 * What the model writes behind a prompt. A prompt that leaves no room for the longest output loses its beginning, but not the tokens
 * that texts begin with.
 * @throws the signal's reason, when it aborts
 */
export async function answerPrompt(
  { decoder, tuning, tokenizer, context, eosTokenIds, signal }: Answerer,
  prompt: string,
  settings: Partial<GenerateConfig>,
): Promise<Answer> {
  const config = generateConfig({ context, eosTokenIds }, settings);
  const tokens = promptTokens(tokenizer, prompt);
  const room = Math.max(tokenizer.prefix.length + 1, context - config.maxTokens);
  const isCut = tokens.length > room;
  const kept = isCut ? [...tokenizer.prefix, ...tokens.slice(tokenizer.prefix.length - room)] : tokens;
  const { text } = await generate(decoder, kept, config, { decode: tokenizer.decode, tuning, signal });
  // It ends quietly with what has come, which is no answer.
  signal.throwIfAborted();
  return { text, cut: isCut };
}
