import type { TokenBatch } from "../corpus/corpus";
import type { ActivationStats } from "./activationStats";

export interface LanguageProgress {
  readonly language: string;
  readonly tokensDone: number;
  readonly tokensTotal: number;
}

export interface ScanProgress {
  readonly languages: readonly LanguageProgress[];
  readonly tokensDone: number;
  readonly tokensTotal: number;
  /** Handed to the model and not counted yet, as far as its layers have come; a streamed run may take minutes. */
  readonly tokensRunning: number;
  /** Over the last seconds; null until enough was timed. */
  readonly tokensPerSecond: number | null;
  readonly secondsLeft: number | null;
  /** The counts so far, alive: they change while the scan goes on. */
  readonly stats: ActivationStats;
}

const WINDOW_MS = 10_000;

/** Tokens a second over the last ten seconds. */
export function rateMeter(): (tokens: number, nowMs: number) => number | null {
  const points: [tokens: number, ms: number][] = [];
  return (now, nowMs) => {
    points.push([now, nowMs]);
    while (points.length > 2 && points[1]![1] <= nowMs - WINDOW_MS) points.shift();
    const [tokens, ms] = points[0]!;
    return nowMs > ms ? ((now - tokens) * 1000) / (nowMs - ms) : null;
  };
}

/** What to tell of a scan whose stats so far are `stats`, with `tokensRunning` under way. */
export function scanProgress(
  batches: readonly TokenBatch[],
  stats: ActivationStats,
  tokensRunning: number,
  rate: (tokens: number) => number | null,
): ScanProgress {
  const languages = batches.map(({ language, nTokens }, k) => ({
    language,
    tokensDone: stats.n[k]!,
    tokensTotal: nTokens,
  }));
  const tokensDone = languages.reduce((sum, l) => sum + l.tokensDone, 0);
  const tokensTotal = languages.reduce((sum, l) => sum + l.tokensTotal, 0);
  const tokensPerSecond = rate(tokensDone + tokensRunning);
  const secondsLeft = tokensPerSecond ? (tokensTotal - tokensDone - tokensRunning) / tokensPerSecond : null;
  return { languages, tokensDone, tokensTotal, tokensRunning, tokensPerSecond, secondsLeft, stats };
}
