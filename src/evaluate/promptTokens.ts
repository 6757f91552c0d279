import type { TextTokenizer } from "../corpus/loadTokenizer";

/** Tokens of a prompt behind those that the model's template puts before a text, unless the prompt begins with them itself. */
export function promptTokens({ encode, prefix }: Pick<TextTokenizer, "encode" | "prefix">, prompt: string): number[] {
  const tokens = encode(prompt);
  return prefix.every((token, i) => tokens[i] === token) ? [...tokens] : [...prefix, ...tokens];
}
