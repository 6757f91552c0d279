import type { ChangeDensity } from "./weightChangeResult";

/** Counts in equal bins. */
export interface Bins {
  readonly low: number;
  readonly high: number;
  readonly counts: Float64Array | Uint32Array;
}

/** A Gaussian is nothing to the eye beyond so many bandwidths. */
const REACH = 4;

/**
 * Gaussian kernel density of binned values at `nPoints` equal steps from the lowest to the highest. The bandwidth is Silverman's
 * (1986, eq. 3.31): 0.9 min(deviation, (q3 - q1) / 1.34) n^(-1/5), but a step at least, so that no peak falls between two points.
 */
export function kernelDensity(
  { low, high, counts }: Bins,
  { deviation, quartiles, n }: { readonly deviation: number; readonly quartiles: number; readonly n: number },
  nPoints: number,
): ChangeDensity {
  if (!(high > low)) return { at: [], density: [] };
  const width = (high - low) / counts.length;
  const spread = quartiles > 0 ? Math.min(deviation, quartiles / 1.34) : deviation;
  const step = (high - low) / (nPoints - 1);
  const bandwidth = Math.max(step, 0.9 * spread * n ** -0.2);
  const norm = 1 / (n * bandwidth * Math.sqrt(2 * Math.PI));
  const at = Array.from({ length: nPoints }, (_, i) => low + step * i);
  const reach = Math.ceil((REACH * bandwidth) / width);
  const density = at.map((x) => {
    const own = Math.floor((x - low) / width);
    let sum = 0;
    for (let bin = Math.max(0, own - reach); bin <= Math.min(counts.length - 1, own + reach); bin++) {
      const z = (x - (low + (bin + 0.5) * width)) / bandwidth;
      sum += counts[bin]! * Math.exp(-0.5 * z * z);
    }
    return sum * norm;
  });
  return { at, density };
}
