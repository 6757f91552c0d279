import type { TextTokenizer } from "../corpus/loadTokenizer";
import type { ModelInfo } from "../model/modelInfo";

/** Fills windows whose padding nothing reads. */
const UNREAD = 0;

/**
 * The token behind the text of a window: the model's own, else its tokenizer's, else the end of text, as the published script pads.
 * @param isRead whether padding counts in the loss: a token made up for it would be learned
 * @throws RangeError where padding is read and the files name no such token of the vocabulary
 */
export function paddingToken(
  info: Pick<ModelInfo, "dVocab" | "padTokenId" | "eosTokenId">,
  tokenizer: Pick<TextTokenizer, "padTokenId" | "eosTokenId">,
  isRead: boolean,
): number {
  const known = [info.padTokenId, tokenizer.padTokenId, info.eosTokenId, tokenizer.eosTokenId];
  // A tokenizer may know tokens that the model has no row for.
  const token = known.find((id) => id !== undefined && id < info.dVocab);
  if (token !== undefined) return token;
  if (!isRead) return UNREAD;
  throw new RangeError(
    "lossOnPadding needs a token to pad with: neither config.json nor tokenizer_config.json names one for padding or for the end of text",
  );
}
