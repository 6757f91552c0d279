import type { Decoder, ForwardOptions } from "../transformer/decoder";
import { GREEDY, type SamplingConfig, samplingProblems, tokenChooser } from "./sampling";
import { stopWatch } from "./stopStrings";
import { textStream } from "./textStream";

export interface GenerateConfig extends SamplingConfig {
  /** Tokens of the output at most. */
  readonly maxTokens: number;
  /** Strings that end the output and do not belong to it. */
  readonly stop: readonly string[];
  /** Tokens that end the output and do not belong to it. */
  readonly eosTokenIds: readonly number[];
  /** Tokens that the model was made for, those of the prompt included. */
  readonly context: number;
}

/** The most likely token each time, until the model ends the text. */
export const generateConfig = (
  model: Pick<GenerateConfig, "eosTokenIds" | "context">,
  changes: Partial<GenerateConfig> = {},
): GenerateConfig => ({ ...GREEDY, maxTokens: 64, stop: [], ...model, ...changes });

/** Why an output ended: at its longest, at the model's end of text, at a stop string, at the model's context, or by the signal. */
export type StopReason = "maxTokens" | "eos" | "stop" | "context" | "cancelled";

export interface Generated {
  /** Without the prompt, and without what ended it. */
  readonly text: string;
  /** As they were chosen; those of a stop string are among them, one that ends the text is not. */
  readonly tokens: readonly number[];
  readonly stopped: StopReason;
  readonly promptTokens: number;
  /** Time in which the prompt was read. */
  readonly promptSeconds: number;
  /** Tokens behind the first, which comes of reading the prompt, a second; null of fewer than two. */
  readonly tokensPerSecond: number | null;
}

/** A token that was chosen. */
export interface GeneratedToken {
  readonly token: number;
  /** Of the output, from 0. */
  readonly index: number;
  /** Text that is certain now and was not before; it is never taken back. */
  readonly text: string;
}

export interface GenerateContext extends ForwardOptions {
  /** Text of tokens, special ones left out: `TextTokenizer.decode`. */
  readonly decode: (tokens: readonly number[]) => string;
  /** Ends the output with what has come. */
  readonly signal?: AbortSignal | undefined;
  readonly onToken?: ((token: GeneratedToken) => void) | undefined;
}

/** Throws a RangeError that says what is wrong with the settings or the prompt. */
export function checkGeneration(prompt: readonly number[], config: GenerateConfig): void {
  const { maxTokens, stop, context } = config;
  const problems = [...samplingProblems(config)];
  if (!Number.isInteger(maxTokens) || maxTokens < 0)
    problems.push(`maxTokens is ${maxTokens}, not a whole number from 0`);
  if (stop.includes("")) problems.push("a stop string is empty");
  if (prompt.length === 0)
    problems.push("the prompt has no tokens: write some text, or begin with the model's first token");
  if (prompt.length > context) problems.push(`the prompt has ${prompt.length} tokens, the model takes ${context}`);
  if (problems.length > 0) throw new RangeError(`cannot generate: ${problems.join("; ")}`);
}

/**
 * Goes on with a prompt, one token at a time. A signal ends it with what has come (`stopped` is "cancelled"): it throws nothing.
 * @param prompt tokens, with the model's first one where it wants one (see promptTokens.ts)
 */
export async function generate(
  decoder: Decoder,
  prompt: readonly number[],
  config: GenerateConfig,
  { decode, signal, onToken, ...forward }: GenerateContext,
): Promise<Generated> {
  checkGeneration(prompt, config);
  const choose = tokenChooser(config, prompt);
  const pieces = textStream(decode, prompt);
  const stops = stopWatch(config.stop);
  const tokens: number[] = [];
  let text = "";
  let promptSeconds = 0;
  let seconds = 0;
  const cached = decoder.beginText(forward);

  /** Chooses tokens until there is a reason to stop. */
  async function run(): Promise<StopReason> {
    const start = performance.now();
    for (let next = prompt; ; ) {
      if (tokens.length >= config.maxTokens) return "maxTokens";
      if (signal?.aborted) return "cancelled";
      if (prompt.length + tokens.length > config.context) return "context";
      const logits = await cached.feed(next);
      if (tokens.length === 0) promptSeconds = (performance.now() - start) / 1000;
      seconds = (performance.now() - start) / 1000 - promptSeconds;
      const token = choose(logits);
      if (config.eosTokenIds.includes(token)) return "eos";
      const piece = stops.push(pieces.push(token));
      text += piece;
      onToken?.({ token, index: tokens.length, text: piece });
      tokens.push(token);
      if (stops.found !== null) return "stop";
      next = [token];
    }
  }

  try {
    const reason = await run();
    text += stops.push(pieces.end()) + stops.end();
    return {
      text,
      tokens,
      stopped: stops.found === null ? reason : "stop",
      promptTokens: prompt.length,
      promptSeconds,
      tokensPerSecond: tokens.length > 1 ? (tokens.length - 1) / seconds : null,
    };
  } finally {
    cached.destroy();
  }
}
