import type { LanguageTokens, TokenBatch } from "../corpus/corpus";
import { fitWindows, packWindows } from "../corpus/packWindows";
import type { Unmeasured } from "../evaluate/scoredText";
import { defaultSeqLen } from "./defaultSeqLen";
import type { LossRequest } from "./finetuneProtocol";
import type { OpenModel } from "./openModel";
import { range, takeWindows } from "./takeWindows";

/** Windows whose loss is asked for, and the languages that fill none. */
export interface LossBatches {
  readonly batches: readonly TokenBatch[];
  readonly unmeasured: readonly Unmeasured[];
}

/** Tokens a window, as asked for. Throws a RangeError for windows that the model cannot take, or a number of them that there cannot be. */
export function lossSeqLen(
  { seqLen, windows = 1 }: Pick<LossRequest, "seqLen" | "windows">,
  info: OpenModel["info"],
): number {
  const { name, context } = info;
  const length = seqLen ?? defaultSeqLen(info);
  if (!Number.isSafeInteger(length) || length < 2 || length > context) {
    throw new RangeError(`windows of ${length} tokens: ${name} takes 2 to ${context}`);
  }
  if (!Number.isSafeInteger(windows) || windows < 1) {
    throw new RangeError(`windows is ${windows}: it must be an integer from 1`);
  }
  return length;
}

/**
 * The first windows of each language: one that is too short does not end the others.
 * @param windows a language at most; all when left out
 * @throws RangeError where none fills a window, with the reasons
 */
export function lossBatches(
  all: readonly LanguageTokens[],
  { seqLen, windows = Number.POSITIVE_INFINITY }: { readonly seqLen: number; readonly windows?: number | undefined },
  padTokenId: number,
): LossBatches {
  // All windows in the text's order: nothing is drawn.
  const packing = { seqLen, seed: 1 };
  const batches: TokenBatch[] = [];
  const unmeasured: Unmeasured[] = [];
  for (const tokens of all) {
    const { problem } = fitWindows(tokens, packing);
    if (problem !== null) {
      unmeasured.push({ language: tokens.language, reason: problem });
      continue;
    }
    const batch = packWindows(tokens, packing, padTokenId);
    batches.push(batch.nWindows <= windows ? batch : takeWindows(batch, range(0, windows)));
  }
  if (batches.length === 0) throw new RangeError(unmeasured.map(({ reason }) => reason).join("; "));
  return { batches, unmeasured };
}
