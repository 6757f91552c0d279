import type { LanguageProgress } from "../../lape/scanProgress";

/** Seconds of scanning that a language still takes, by itself, at the scan's rate; null where it is not known or nothing is left. */
export function languageSecondsLeft(
  counted: LanguageProgress | undefined,
  tokensPerSecond: number | null,
): number | null {
  if (!counted || !tokensPerSecond) return null;
  const tokens = counted.tokensTotal - counted.tokensDone;
  return tokens > 0 ? tokens / tokensPerSecond : null;
}
