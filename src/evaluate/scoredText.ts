import type { LanguageText, LanguageTokens, PackingConfig, TokenBatch } from "../corpus/corpus";
import { packWindows } from "../corpus/packWindows";
import { bytesOfTokens } from "../corpus/tokenBytes";

/** Windows of one language whose loss is measured. */
export interface ScoredText {
  readonly batch: TokenBatch;
  /** UTF-8 bytes of each window's predicted tokens: all but its first. */
  readonly bytes: readonly number[];
}

/**
 * Packs a language into windows, and its bytes like its tokens.
 * @param pieces bytes by token, see tokenBytes.ts
 * @throws RangeError when the text does not fill one window
 */
export function scoredText(
  text: Pick<LanguageText, "documents">,
  tokens: LanguageTokens,
  pieces: ReadonlyMap<number, number>,
  packing: PackingConfig,
  padTokenId: number,
): ScoredText {
  const batch = packWindows(tokens, packing, padTokenId);
  const packed = packWindows(bytesOfTokens(text, tokens, pieces), packing, 0);
  const { seqLen } = packing;
  const bytes = Array.from(batch.lengths, (length, w) =>
    packed.ids.subarray(w * seqLen + 1, w * seqLen + length).reduce((sum, own) => sum + own, 0),
  );
  return { batch, bytes };
}

/** Predicted tokens of each window. */
export const predictedTokens = ({ lengths }: TokenBatch): number[] =>
  Array.from(lengths, (length) => Math.max(0, length - 1));

/** Windows that predict something, by the predicted tokens of each: what a bootstrap draws. */
export const countPredicting = (tokens: readonly number[]): number => tokens.filter((count) => count > 0).length;
