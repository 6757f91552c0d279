import type { PerplexityResult } from "../../../evaluate/perplexityResult";
import type { Unmeasured } from "../../../evaluate/scoredText";
import { formatPlural } from "../../format";
import { tooFewWindows } from "./enoughWindows";

/** A sentence for each language of the text that was left out, with why. */
export const unmeasuredLines = (unmeasured: readonly Unmeasured[]): string[] =>
  unmeasured.map(({ reason }) => `Not measured: ${reason}.`);

/** What was left of a text behind its windows; nothing where they hold all of it. */
export const tailText = (tailTokens: number): string | undefined =>
  tailTokens === 0 ? undefined : `${formatPlural(tailTokens, "token")} of the text fill no window and are not measured`;

/** What to know of one model's losses: whether there are windows enough for their intervals, and what was left out. */
export function lossNotes({ languages, unmeasured }: Pick<PerplexityResult, "languages" | "unmeasured">): string[] {
  const few = tooFewWindows(languages.map(({ windowTokens }) => windowTokens.filter((count) => count > 0).length));
  return [...(few ? [few] : []), ...unmeasuredLines(unmeasured)];
}
