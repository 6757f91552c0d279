import { nextBelow, seededRandom } from "../tensor/random";
import type { Interval } from "./interval";

export interface BootstrapOptions {
  readonly seed: number;
  /** Times that the sample is drawn anew; more make the bounds steadier, not closer. */
  readonly resamples?: number | undefined;
  /** Share of the drawn values between the bounds. */
  readonly confidence?: number | undefined;
  /** Tells draws of one seed apart, as a language. The same label, seed and size draw the same, so that differences are paired. */
  readonly label?: string | undefined;
}

export const BOOTSTRAP_DEFAULTS = { resamples: 1000, confidence: 0.95 } as const;

/** Throws a RangeError for a number of resamples, a confidence or a seed that cannot be. */
export function checkBootstrap({ resamples, confidence, seed }: BootstrapOptions): void {
  if (resamples !== undefined && !(Number.isSafeInteger(resamples) && resamples >= 1 && resamples <= 1e6)) {
    throw new RangeError(`resamples is ${resamples}: it takes a whole number from 1 to 1,000,000`);
  }
  if (confidence !== undefined && !(confidence > 0 && confidence < 1)) {
    throw new RangeError(`confidence is ${confidence}: it takes a number between 0 and 1`);
  }
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed is ${seed}: it takes a whole number`);
}

/** The q-quantile of ascending values, between two of them by their distance (definition 7 of Hyndman and Fan 1996). */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  if (sorted.length === 0) throw new RangeError("no values have no quantile");
  const at = q * (sorted.length - 1);
  const low = Math.floor(at);
  const from = sorted[low]!;
  const to = sorted[Math.min(low + 1, sorted.length - 1)]!;
  return from + (at - low) * (to - from);
}

/** 64 MiB of drawn items. */
const MOST_KEPT = 2 ** 24;

/** A statistic of the items with these places, one of them maybe several times; the array is the caller's next time. */
export type Statistic = (drawn: Uint32Array) => number;

/** Draws of n items with replacement, handed over one after another. */
function* draws(n: number, resamples: number, { seed, label = "" }: BootstrapOptions): Generator<Uint32Array, void> {
  const random = seededRandom(seed, `bootstrap:${label}`);
  const drawn = new Uint32Array(n);
  for (let r = 0; r < resamples; r++) {
    for (let i = 0; i < n; i++) drawn[i] = nextBelow(random, n);
    yield drawn;
  }
}

/**
 * A bootstrap whose draws serve many statistics of the same items: drawing is what takes time. Each interval is what
 * `bootstrapInterval` gives.
 * @param mostKept numbers of drawn items; where there are more, they are drawn anew each time
 */
export function keptBootstrap(
  n: number,
  options: BootstrapOptions,
  mostKept = MOST_KEPT,
): (statistic: Statistic) => Interval {
  checkBootstrap(options);
  if (!(Number.isSafeInteger(n) && n >= 1)) throw new RangeError(`a bootstrap of ${n} items: it takes at least one`);
  const { resamples = BOOTSTRAP_DEFAULTS.resamples, confidence = BOOTSTRAP_DEFAULTS.confidence } = options;
  const tail = (1 - confidence) / 2;
  let kept: readonly Uint32Array[] | null = null;
  return (statistic) => {
    if (n * resamples <= mostKept) kept ??= Array.from(draws(n, resamples, options), (drawn) => drawn.slice());
    const values = new Float64Array(resamples);
    let r = 0;
    for (const drawn of kept ?? draws(n, resamples, options)) values[r++] = statistic(drawn);
    values.sort();
    return { low: quantile(values, tail), high: quantile(values, 1 - tail) };
  };
}

/**
 * Percentile interval of a statistic of n items (Efron 1979): it is computed of n items drawn with replacement, again and again, and
 * the quantiles of what came out are the bounds.
 * @throws RangeError without items, or for settings that cannot be
 */
export const bootstrapInterval = (n: number, statistic: Statistic, options: BootstrapOptions): Interval =>
  keptBootstrap(n, options, 0)(statistic);

/** sum(numerator) / sum(denominator) of what is drawn: a mean per token of windows with different numbers of tokens. */
export function ratioOf(numerator: ArrayLike<number>, denominator: ArrayLike<number>): Statistic {
  return (drawn) => {
    let [over, under] = [0, 0];
    for (let i = 0; i < drawn.length; i++) {
      const at = drawn[i]!;
      over += numerator[at]!;
      under += denominator[at]!;
    }
    return over / under;
  };
}

/**
 * Intervals of ratios of sums over the same items, with draws that are kept. An item whose denominator is 0, as a window without a
 * predicted token, adds nothing to a ratio and is not drawn: a draw of nothing else would have no ratio.
 * @returns takes numerators and denominators by item; throws a RangeError where no denominator is above 0
 */
export function keptRatioBootstrap(
  options: BootstrapOptions,
): (numerator: ArrayLike<number>, denominator: ArrayLike<number>) => Interval {
  const ofCount = new Map<number, (statistic: Statistic) => Interval>();
  return (numerator, denominator) => {
    const places = Array.from(denominator, (_, i) => i).filter((i) => denominator[i]! > 0);
    const bootstrap = ofCount.get(places.length) ?? keptBootstrap(places.length, options);
    ofCount.set(places.length, bootstrap);
    const own = (values: ArrayLike<number>): Float64Array => Float64Array.from(places, (i) => values[i]!);
    return bootstrap(ratioOf(own(numerator), own(denominator)));
  };
}
