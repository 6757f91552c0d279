/** Tokens that end a text: all that config.json names as `eos_token_id`, and the tokenizer's. */
export function endTokens(configJson: string, { eosTokenId }: { readonly eosTokenId?: number }): number[] {
  const config: { eos_token_id?: unknown } = JSON.parse(configJson);
  const named = [config.eos_token_id, eosTokenId].flat();
  return [...new Set(named.filter((token): token is number => Number.isInteger(token) && Number(token) >= 0))];
}
