import type { LanguageText, LanguageTokens, PackingConfig, TokenBatch } from "../corpus/corpus";
import { fitWindows, packWindows } from "../corpus/packWindows";
import { bytesOfTokens } from "../corpus/tokenBytes";

/** Windows of one language whose loss is measured. */
export interface ScoredText {
  readonly batch: TokenBatch;
  /** UTF-8 bytes of each window's predicted tokens: all but its first. */
  readonly bytes: readonly number[];
  /** Tokens of the text that fill no window, and are not measured. */
  readonly tailTokens: number;
}

/** A language of the text that has nothing to measure, and why. */
export interface Unmeasured {
  readonly language: string;
  readonly reason: string;
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
  return { batch, bytes, tailTokens: fitWindows(tokens, packing).tailTokens };
}

/** Predicted tokens of each window. */
export const predictedTokens = ({ lengths }: TokenBatch): number[] =>
  Array.from(lengths, (length) => Math.max(0, length - 1));

/** Why windows have nothing to measure; null where they have. */
function whyUnmeasured({ batch, bytes }: ScoredText): string | null {
  const { language } = batch;
  if (countPredicting(predictedTokens(batch)) === 0) {
    return `${language} has no window of two tokens, so there is nothing to predict: add text`;
  }
  return bytes.some((own) => own > 0) ? null : `the predicted tokens of ${language} stand for no text: add text`;
}

/** A language's text and its tokens. */
export interface TokenizedText {
  readonly text: Pick<LanguageText, "documents">;
  readonly tokens: LanguageTokens;
}

/**
 * Packs all languages that have something to measure: one that is short does not end a measurement of many.
 * @throws RangeError where none has, with the reasons
 */
export function scoredTexts(
  all: readonly TokenizedText[],
  pieces: ReadonlyMap<number, number>,
  packing: PackingConfig,
  padTokenId: number,
): { texts: ScoredText[]; unmeasured: Unmeasured[] } {
  const texts: ScoredText[] = [];
  const unmeasured: Unmeasured[] = [];
  for (const { text, tokens } of all) {
    const { language } = tokens;
    const { problem } = fitWindows(tokens, packing);
    const scored = problem === null ? scoredText(text, tokens, pieces, packing, padTokenId) : null;
    const reason = problem ?? whyUnmeasured(scored!);
    if (reason === null) texts.push(scored!);
    else unmeasured.push({ language, reason });
  }
  if (texts.length === 0) throw new RangeError(unmeasured.map(({ reason }) => reason).join("; "));
  return { texts, unmeasured };
}

/** Windows that predict something, by the predicted tokens of each: what a bootstrap draws. */
export const countPredicting = (tokens: readonly number[]): number => tokens.filter((count) => count > 0).length;
