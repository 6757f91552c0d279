import type { Interval } from "./interval";
import type { Unmeasured } from "./scoredText";

/** The loss over the text of one language. */
export interface LanguagePerplexity {
  readonly language: string;
  /** Predicted tokens: all of the windows' but the first of each. */
  readonly tokens: number;
  /** Tokens of the text that fill no window, and were not measured. */
  readonly tailTokens: number;
  /** UTF-8 bytes of the predicted tokens. */
  readonly bytes: number;
  /** Mean -log p of a predicted token. Perplexity is its exponential. */
  readonly lossNats: number;
  readonly lossInterval: Interval;
  /** -log2 p of the text a byte of it: comparable between languages and tokenizers. */
  readonly bitsPerByte: number;
  readonly bitsInterval: Interval;
  /** Sums of each window, for comparisons of the same windows: -log p in nats, predicted tokens, bytes. */
  readonly windowNats: readonly number[];
  readonly windowTokens: readonly number[];
  readonly windowBytes: readonly number[];
}

/** Losses of one model in the text of each language. */
export interface PerplexityResult {
  readonly seqLen: number;
  /** Of the bootstrap over windows. */
  readonly resamples: number;
  readonly seed: number;
  readonly languages: readonly LanguagePerplexity[];
  /** Languages that were left out. */
  readonly unmeasured: readonly Unmeasured[];
}
