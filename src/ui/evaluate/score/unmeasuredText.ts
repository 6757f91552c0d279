import type { Unmeasured } from "../../../evaluate/scoredText";
import { formatPlural } from "../../format";

/** A sentence for each language of the text that was left out, with why. */
export const unmeasuredLines = (unmeasured: readonly Unmeasured[]): string[] =>
  unmeasured.map(({ reason }) => `Not measured: ${reason}.`);

/** What was left of a text behind its windows; nothing where they hold all of it. */
export const tailText = (tailTokens: number): string | undefined =>
  tailTokens === 0 ? undefined : `${formatPlural(tailTokens, "token")} of the text fill no window and are not measured`;
