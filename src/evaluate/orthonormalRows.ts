import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import type { Random } from "../tensor/random";

/** Row `i` of `a` times row `j` of `b`, both of width `d`. */
export function dot(a: Float64Array, i: number, b: Float64Array, j: number, d: number): number {
  let sum = 0;
  for (let c = 0; c < d; c++) sum += a[i * d + c]! * b[j * d + c]!;
  return sum;
}

/** Makes `m` rows of width `d` orthonormal in place. A row that the earlier ones contain becomes a random one that they do not. */
export function orthonormalize(rows: Float64Array, m: number, d: number, random: Random): void {
  for (let r = 0; r < m; r++) {
    let before = Math.sqrt(dot(rows, r, rows, r, d));
    for (let tries = 0; ; tries++) {
      // Twice: the first time leaves rounding of the size of what was taken off.
      for (let pass = 0; pass < 2; pass++) {
        for (let q = 0; q < r; q++) {
          const share = dot(rows, r, rows, q, d);
          for (let c = 0; c < d; c++) rows[r * d + c]! -= share * rows[q * d + c]!;
        }
      }
      const left = Math.sqrt(dot(rows, r, rows, r, d));
      if (left > 1e-10 * before) {
        for (let c = 0; c < d; c++) rows[r * d + c]! /= left;
        break;
      }
      if (tries > 10) throw new Error(`no ${m} directions of ${d} dimensions stand at right angles`);
      for (let c = 0; c < d; c++) rows[r * d + c] = uniformFloat64(random) - 0.5;
      before = Math.sqrt(dot(rows, r, rows, r, d));
    }
  }
}

/** `turn` f64[m, m] times `rows` f64[m, d]. */
export function turned(turn: Float64Array, rows: Float64Array, m: number, d: number): Float64Array {
  const out = new Float64Array(m * d);
  for (let r = 0; r < m; r++) {
    for (let q = 0; q < m; q++) {
      const weight = turn[r * m + q]!;
      for (let c = 0; c < d; c++) out[r * d + c]! += weight * rows[q * d + c]!;
    }
  }
  return out;
}
