/** Eigenvalues of a symmetric matrix, largest first, and their vectors: row i of `vectors` is that of `values[i]`. */
export interface Eigen {
  readonly values: Float64Array;
  /** f64[n, n], orthonormal rows. */
  readonly vectors: Float64Array;
}

/** Rotations end when what is left beside the diagonal is this share of the matrix, in squares. */
const TOLERANCE = 1e-30;
/** A dozen are enough for any matrix that fits this method. */
const MOST_SWEEPS = 60;

/** Sum of squares beside the diagonal. */
function offDiagonal(a: Float64Array, n: number): number {
  let sum = 0;
  for (let p = 0; p < n; p++) for (let q = 0; q < p; q++) sum += 2 * a[p * n + q]! ** 2;
  return sum;
}

/** Turns rows `p` and `q` of a matrix with rows of `n` by an angle of cosine `c` and sine `s`. */
function turnRows(m: Float64Array, n: number, p: number, q: number, c: number, s: number): void {
  for (let i = 0; i < n; i++) {
    const [x, y] = [m[p * n + i]!, m[q * n + i]!];
    m[p * n + i] = c * x - s * y;
    m[q * n + i] = s * x + c * y;
  }
}

function turnColumns(m: Float64Array, n: number, p: number, q: number, c: number, s: number): void {
  for (let i = 0; i < n; i++) {
    const [x, y] = [m[i * n + p]!, m[i * n + q]!];
    m[i * n + p] = c * x - s * y;
    m[i * n + q] = s * x + c * y;
  }
}

/** Makes a[p, q] zero (Golub, Van Loan, Matrix Computations, 8.5). */
function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const apq = a[p * n + q]!;
  if (apq === 0) return;
  const tau = (a[q * n + q]! - a[p * n + p]!) / (2 * apq);
  // The smaller of both angles; at tau = 0 an eighth of a turn.
  const t = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.hypot(1, tau));
  const c = 1 / Math.hypot(1, t);
  turnRows(a, n, p, q, c, t * c);
  turnColumns(a, n, p, q, c, t * c);
  turnRows(v, n, p, q, c, t * c);
}

/** Cyclic Jacobi rotations of f64[n, n], for matrices of a few hundred rows at most; `matrix` stays as it is. */
export function symmetricEigen(matrix: Float64Array, n: number): Eigen {
  if (matrix.length !== n * n) throw new RangeError(`${matrix.length} numbers are no matrix of ${n} by ${n}`);
  const a = matrix.slice();
  const v = Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
  const whole = a.reduce((sum, value) => sum + value * value, 0);
  for (let sweep = 0; sweep < MOST_SWEEPS && offDiagonal(a, n) > TOLERANCE * whole; sweep++) {
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, v, n, p, q);
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[j * n + j]! - a[i * n + i]!);
  const vectors = new Float64Array(n * n);
  for (const [to, from] of order.entries()) vectors.set(v.subarray(from * n, (from + 1) * n), to * n);
  return { values: Float64Array.from(order, (i) => a[i * n + i]!), vectors };
}
