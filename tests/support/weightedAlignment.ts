import type { TwinRows } from "./alignmentTwin";

/**
 * Linear CKA and the distance of means of sentences that weigh differently, in f64 from their definitions: of equal weights they are the
 * measures, of weights that count draws a resample's, of weights without one sentence what is left, and their slopes are influences.
 */
export type Weights = ArrayLike<number>;

const weightedMean = (rows: TwinRows, weights: Weights): Float64Array => {
  const mean = new Float64Array(rows[0]!.length);
  let total = 0;
  for (const [i, row] of rows.entries()) {
    total += weights[i]!;
    for (const [c, value] of row.entries()) mean[c]! += weights[i]! * value;
  }
  return mean.map((value) => value / total);
};

/** Sum over all pairs of columns of their squared covariance, whatever the weights' sum. */
function squaredCovariance(a: TwinRows, b: TwinRows, weights: Weights): number {
  const [meanA, meanB] = [weightedMean(a, weights), weightedMean(b, weights)];
  const width = meanB.length;
  const covariance = new Float64Array(meanA.length * width);
  for (let i = 0; i < a.length; i++) {
    if (weights[i] === 0) continue;
    for (let c = 0; c < meanA.length; c++) {
      const left = weights[i]! * (a[i]![c]! - meanA[c]!);
      for (let e = 0; e < width; e++) covariance[c * width + e]! += left * (b[i]![e]! - meanB[e]!);
    }
  }
  return covariance.reduce((sum, value) => sum + value ** 2, 0);
}

export const weightedCka = (a: TwinRows, b: TwinRows, weights: Weights): number =>
  squaredCovariance(a, b, weights) / Math.sqrt(squaredCovariance(a, a, weights) * squaredCovariance(b, b, weights));

export function weightedDistance(a: TwinRows, b: TwinRows, weights: Weights): number {
  const meanB = weightedMean(b, weights);
  return Math.hypot(...weightedMean(a, weights).map((value, c) => value - meanB[c]!));
}

export type WeightedMeasure = typeof weightedCka;

export const equalWeights = (n: number): Float64Array => new Float64Array(n).fill(1);

/** How a measure moves when sentence i weighs more and all others less, by a difference over 2e-5 of its weight: good to 1e-8. */
export function influenceOf(measure: WeightedMeasure, a: TwinRows, b: TwinRows, i: number): number {
  const n = a.length;
  const at = (step: number): number => {
    const weights = new Float64Array(n).fill((1 - step) / n);
    weights[i]! += step;
    return measure(a, b, weights);
  };
  const step = 1e-5;
  return (at(step) - at(-step)) / (2 * step);
}

/** x^T (X^T Y) y of each sentence's centred vectors, and their sum |X^T Y|^2. */
export function ckaTerms(a: TwinRows, b: TwinRows): { readonly total: number; readonly bySentence: Float64Array } {
  const same = equalWeights(a.length);
  const centred = [a, b].map((rows) => {
    const mean = weightedMean(rows, same);
    return rows.map((row) => row.map((value, c) => value - mean[c]!));
  });
  const [x, y] = centred as [Float64Array[], Float64Array[]];
  const dot = (one: Float64Array, other: Float64Array) => one.reduce((sum, value, c) => sum + value * other[c]!, 0);
  // By sentences: what x_i has of each other x, times what y_i has of its translation.
  const bySentence = Float64Array.from(x, (own, i) =>
    x.reduce((sum, other, j) => sum + dot(own, other) * dot(y[i]!, y[j]!), 0),
  );
  return { total: squaredCovariance(a, b, same), bySentence };
}
