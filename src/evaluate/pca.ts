import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { pauses } from "../corpus/pauses";
import { seededRandom } from "../tensor/random";
import { dot, orthonormalize, turned } from "./orthonormalRows";
import { symmetricEigen } from "./symmetricEigen";

/** Points of a space of `d` dimensions, one after the other: f32[n, d]. */
export interface Points {
  readonly values: Float32Array;
  readonly n: number;
  readonly d: number;
}

/** The axes along which points differ most. */
export interface Pca {
  readonly d: number;
  /** f64[d]: of the points it was fitted on. */
  readonly mean: Float64Array;
  /** f64[k, d]: orthonormal rows, the largest variance first; of each the entry farthest from zero is positive. */
  readonly axes: Float64Array;
  /** Of the points along each axis, and of all coordinates together (n in the denominator). */
  readonly variances: readonly number[];
  readonly totalVariance: number;
}

/** Directions beyond those asked for, which make the iteration quick. */
const SPARE = 8;
/** An axis is found when the covariance turns it by less than this, as a share of the largest variance. */
const TOLERANCE = 1e-9;
/** Axes that turn still are among directions of nearly one variance, and none of those is the right one. */
const MOST_ITERATIONS = 500;

function meanOf({ values, n, d }: Points): Float64Array {
  const mean = new Float64Array(d);
  for (let i = 0; i < n; i++) for (let c = 0; c < d; c++) mean[c]! += values[i * d + c]! / n;
  return mean;
}

/** Products of f64[m, d] `rows` with a point less the mean. */
function coordinates(
  { values, d }: Points,
  mean: Float64Array,
  i: number,
  rows: Float64Array,
  out: Float64Array,
): void {
  out.fill(0);
  for (let c = 0; c < d; c++) {
    const x = values[i * d + c]! - mean[c]!;
    for (let r = 0; r < out.length; r++) out[r]! += x * rows[r * d + c]!;
  }
}

/** The covariance times each of `m` directions, f64[m, d]. */
function timesCovariance(points: Points, mean: Float64Array, rows: Float64Array, m: number): Float64Array {
  const { values, n, d } = points;
  const product = new Float64Array(m * d);
  const along = new Float64Array(m);
  for (let i = 0; i < n; i++) {
    coordinates(points, mean, i, rows, along);
    for (let r = 0; r < m; r++) {
      const weight = along[r]! / n;
      for (let c = 0; c < d; c++) product[r * d + c]! += weight * (values[i * d + c]! - mean[c]!);
    }
  }
  return product;
}

/** The largest part of the first `k` products that does not lie along their own direction. */
function largestTurn(products: Float64Array, rows: Float64Array, values: Float64Array, k: number, d: number): number {
  let largest = 0;
  for (let r = 0; r < k; r++) {
    let sum = 0;
    for (let c = 0; c < d; c++) sum += (products[r * d + c]! - values[r]! * rows[r * d + c]!) ** 2;
    largest = Math.max(largest, Math.sqrt(sum));
  }
  return largest;
}

/** An axis has no direction of its own; this rule gives it one, whatever order the sums were made in. */
function pointForward(axes: Float64Array, k: number, d: number): void {
  for (let r = 0; r < k; r++) {
    const axis = axes.subarray(r * d, (r + 1) * d);
    const farthest = axis.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
    if (farthest < 0) for (let c = 0; c < d; c++) axis[c] = -axis[c]!;
  }
}

function totalVariance({ values, n, d }: Points, mean: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < n; i++) for (let c = 0; c < d; c++) sum += (values[i * d + c]! - mean[c]!) ** 2;
  return sum / n;
}

/**
 * The first `k` principal axes: subspace iteration with Rayleigh-Ritz (Saad, Numerical Methods for Large Eigenvalue Problems,
 * 5.2), in f64 and without a covariance matrix. The same points give the same axes.
 */
export async function fitPca(points: Points, k: number, signal: AbortSignal): Promise<Pca> {
  const { values, n, d } = points;
  if (values.length !== n * d) throw new RangeError(`${values.length} numbers are no ${n} points of ${d} dimensions`);
  if (n < 1 || k < 1 || k > d) throw new RangeError(`${k} axes of ${n} points of ${d} dimensions`);
  const pause = pauses(signal);
  const m = Math.min(d, k + SPARE);
  const mean = meanOf(points);
  const random = seededRandom(0, "pca");
  let rows: Float64Array = Float64Array.from({ length: m * d }, () => uniformFloat64(random) - 0.5);
  orthonormalize(rows, m, d, random);
  let variances: Float64Array = new Float64Array(m);
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    await pause();
    let products = timesCovariance(points, mean, rows, m);
    const small = Float64Array.from({ length: m * m }, (_, i) => dot(rows, Math.floor(i / m), products, i % m, d));
    const ritz = symmetricEigen(small, m);
    rows = turned(ritz.vectors, rows, m, d);
    products = turned(ritz.vectors, products, m, d);
    variances = ritz.values;
    if (largestTurn(products, rows, variances, k, d) <= TOLERANCE * Math.max(0, variances[0]!)) break;
    rows = products;
    orthonormalize(rows, m, d, random);
  }
  const axes = rows.slice(0, k * d);
  pointForward(axes, k, d);
  const explained = Array.from(variances.subarray(0, k), (variance) => Math.max(0, variance));
  return { d, mean, axes, variances: explained, totalVariance: totalVariance(points, mean) };
}

/** Where points lie along the axes, f32[n, k]; of any points of those dimensions. */
export function applyPca({ d, mean, axes }: Pca, points: Points): Float32Array<ArrayBuffer> {
  if (points.d !== d) throw new RangeError(`points of ${points.d} dimensions, axes of ${d}`);
  const k = axes.length / d;
  const out = new Float32Array(points.n * k);
  const along = new Float64Array(k);
  for (let i = 0; i < points.n; i++) {
    coordinates(points, mean, i, axes, along);
    out.set(along, i * k);
  }
  return out;
}
