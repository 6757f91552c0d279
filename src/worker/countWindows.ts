import type { LanguageTokens } from "../corpus/corpus";
import type { FinetuneConfig } from "../train/finetuneConfig";

/** Windows that a text gives, and the tokens in them. */
export interface WindowCount {
  readonly windows: number;
  readonly tokens: number;
}

/** What `packWindows` would make of a text: counted without making it. */
export function countPacked({ ids }: Pick<LanguageTokens, "ids">, seqLen: number): WindowCount {
  const windows = Math.floor(ids.length / seqLen);
  return { windows, tokens: windows * seqLen };
}

/** Windows of a training text: what `packWindows`, or `cutDocuments` where padding counts, would make of it. */
export function countWindows(
  text: LanguageTokens,
  { seqLen, lossOnPadding }: Pick<FinetuneConfig, "seqLen" | "lossOnPadding">,
): WindowCount {
  if (!lossOnPadding) return countPacked(text, seqLen);
  const { documentStart } = text;
  let windows = 0;
  let tokens = 0;
  for (let d = 0; d + 1 < documentStart.length; d++) {
    const length = documentStart[d + 1]! - documentStart[d]!;
    const rest = length % seqLen;
    const isKept = rest > 0 && rest >= seqLen / 2;
    windows += Math.floor(length / seqLen) + (isKept ? 1 : 0);
    tokens += length - rest + (isKept ? rest : 0);
  }
  return { windows, tokens };
}

/** Why a training text gives no window, and what to do. */
export function whyNoWindows(
  { language, ids }: LanguageTokens,
  { seqLen, lossOnPadding }: Pick<FinetuneConfig, "seqLen" | "lossOnPadding">,
): string {
  return lossOnPadding
    ? `With loss on padding each document is cut by itself, and none of ${language} has the ${Math.ceil(seqLen / 2)} tokens of half a window: choose shorter windows, or leave padding out of the loss.`
    : `The training text has ${ids.length} tokens, too few for a window of ${seqLen}: add text or choose shorter windows.`;
}
