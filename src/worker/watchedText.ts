import { fitWindows } from "../corpus/packWindows";
import type { Unmeasured } from "../evaluate/scoredText";
import type { FinetuneConfig } from "../train/finetuneConfig";
import type { FinetuneTokens } from "./finetuneWindows";

type Watched = FinetuneTokens["watched"];

/** Tells text that fills a window from text that is too short to validate with. Throws a RangeError for windows of no token. */
export function splitWatched(
  watched: Watched,
  { seqLen, seed }: Pick<FinetuneConfig, "seqLen" | "seed">,
): { readonly filling: Watched; readonly short: readonly Unmeasured[] } {
  const split = watched.map((one) => ({ one, reason: fitWindows(one.tokens, { seqLen, seed }).problem }));
  return {
    filling: split.flatMap(({ one, reason }) => (reason === null ? [one] : [])),
    short: split.flatMap(({ one, reason }) => (reason === null ? [] : [{ language: one.tokens.language, reason }])),
  };
}
