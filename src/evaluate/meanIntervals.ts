import { nextBelow, seededRandom } from "../tensor/random";
import { BOOTSTRAP_DEFAULTS, type BootstrapOptions, checkBootstrap, quantile } from "./bootstrap";
import type { Interval } from "./interval";

/** How often each of n items was drawn in each resample: the same for all that is measured on them. */
export interface Resamples {
  readonly n: number;
  /** u16[resamples, n]. */
  readonly counts: Uint16Array<ArrayBuffer>;
  readonly confidence: number;
}

/** The draws that `bootstrapInterval` makes with these options. */
export function drawResamples(n: number, options: BootstrapOptions): Resamples {
  checkBootstrap(options);
  const { resamples = BOOTSTRAP_DEFAULTS.resamples, confidence = BOOTSTRAP_DEFAULTS.confidence } = options;
  const random = seededRandom(options.seed, `bootstrap:${options.label ?? ""}`);
  const counts = new Uint16Array(resamples * n);
  for (let first = 0; first < counts.length; first += n) {
    for (let i = 0; i < n; i++) counts[first + nextBelow(random, n)]!++;
  }
  return { n, counts, confidence };
}

/** Percentile interval of the mean of values, one an item: what `bootstrapInterval` gives, for many measures of the same items. */
export function meanInterval(values: ArrayLike<number>, { n, counts, confidence }: Resamples): Interval {
  if (values.length !== n) throw new RangeError(`${values.length} values of ${n} items that were drawn`);
  const means = new Float64Array(counts.length / n);
  for (const r of means.keys()) {
    const first = r * n;
    let sum = 0;
    for (let i = 0; i < n; i++) sum += counts[first + i]! * values[i]!;
    means[r] = sum / n;
  }
  means.sort();
  const tail = (1 - confidence) / 2;
  return { low: quantile(means, tail), high: quantile(means, 1 - tail) };
}
