import type { Interval } from "./interval";
import type { Unmeasured } from "./scoredText";

/** What zeroing the neurons of each language does to the loss in every language, in nats a predicted token. */
export interface DeactivationResult {
  readonly seqLen: number;
  /** Languages whose neurons were zeroed, and how many these are. */
  readonly maskLanguages: readonly string[];
  readonly nNeurons: readonly number[];
  readonly textLanguages: readonly string[];
  /** Predicted tokens. */
  readonly tokens: readonly number[];
  /** Tokens of each text that fill no window, and were not measured. */
  readonly tailTokens: readonly number[];
  /** Languages whose text was left out. */
  readonly unmeasured: readonly Unmeasured[];
  /** Those that the intervals are of: with a predicted token. */
  readonly windows: readonly number[];
  /** With nothing zeroed. */
  readonly baseNats: readonly number[];
  /** [mask language][text language]: with the neurons zeroed. */
  readonly maskNats: readonly (readonly number[])[];
  /** The same with as many random neurons in each layer, drawn with `seed`. */
  readonly randomNats: readonly (readonly number[])[];
  /** Of the change from `baseNats`: paired bootstrap over windows. */
  readonly maskIntervals: readonly (readonly Interval[])[];
  readonly randomIntervals: readonly (readonly Interval[])[];
  readonly resamples: number;
  readonly seed: number;
}
