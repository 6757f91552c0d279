import { type BootstrapOptions, keptRatioBootstrap } from "./bootstrap";
import type { Interval } from "./interval";
import type { LanguagePerplexity, PerplexityResult } from "./perplexityResult";
import { countPredicting } from "./scoredText";

/** What changed for one language from one model to another, over the same windows. */
export interface LanguageChange {
  readonly language: string;
  readonly tokens: number;
  /** Those that the intervals are of: with a predicted token. */
  readonly windows: number;
  /** Nats a predicted token. */
  readonly from: number;
  readonly to: number;
  /** `to` - `from`, paired window by window; below 0 is better. The ratio of the perplexities is its exponential. */
  readonly change: number;
  readonly changeInterval: Interval;
  /** The same in bits a byte. */
  readonly bitsChange: number;
  readonly bitsInterval: Interval;
}

/** How the losses of two models differ, language by language, over the same windows. */
export interface PerplexityChange {
  readonly resamples: number;
  readonly seed: number;
  /** Those that both have, in the first's order. */
  readonly languages: readonly LanguageChange[];
}

const isSame = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i]);

function changeOf(from: LanguagePerplexity, to: LanguagePerplexity, options: BootstrapOptions): LanguageChange {
  const { language, tokens, bytes, windowTokens, windowBytes } = from;
  if (!isSame(windowTokens, to.windowTokens) || !isSame(windowBytes, to.windowBytes)) {
    throw new RangeError(`${language} was measured on other windows: measure both with the same text and settings`);
  }
  const nats = from.windowNats.map((before, w) => to.windowNats[w]! - before);
  const bits = nats.map((change) => change / Math.LN2);
  const sum = nats.reduce((total, change) => total + change, 0);
  const bootstrap = keptRatioBootstrap({ ...options, label: language });
  return {
    ...{ language, tokens, windows: countPredicting(windowTokens), from: from.lossNats, to: to.lossNats },
    change: sum / tokens,
    changeInterval: bootstrap(nats, windowTokens),
    bitsChange: sum / Math.LN2 / bytes,
    bitsInterval: bootstrap(bits, windowBytes),
  };
}

/**
 * The change of the loss from one measurement to another of the same windows, with paired bootstrap intervals: a window's
 * difference is drawn, not its losses, so what makes a window hard for both falls out.
 * @throws RangeError where the windows differ, or no language is common
 */
export function perplexityChange(
  from: PerplexityResult,
  to: PerplexityResult,
  { resamples, seed }: { readonly resamples: number; readonly seed: number },
): PerplexityChange {
  const languages: LanguageChange[] = [];
  for (const one of from.languages) {
    const other = to.languages.find(({ language }) => language === one.language);
    if (other) languages.push(changeOf(one, other, { resamples, seed }));
  }
  if (languages.length === 0) throw new RangeError("the two measurements have no language in common");
  return { resamples, seed, languages };
}
