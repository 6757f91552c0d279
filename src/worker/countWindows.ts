import type { LanguageTokens } from "../corpus/corpus";
import type { FinetuneConfig } from "../train/finetuneConfig";

/** Windows that a text gives, and the tokens in them. */
export interface WindowCount {
  readonly windows: number;
  readonly tokens: number;
}

/** What `packWindows`, or `cutDocuments` where padding counts, would make of a text: counted without making it. */
export function countWindows(
  { ids, documentStart }: LanguageTokens,
  { seqLen, lossOnPadding }: Pick<FinetuneConfig, "seqLen" | "lossOnPadding">,
): WindowCount {
  if (!lossOnPadding) {
    const windows = Math.floor(ids.length / seqLen);
    return { windows, tokens: windows * seqLen };
  }
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
