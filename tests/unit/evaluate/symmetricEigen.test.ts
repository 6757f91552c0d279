import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { symmetricEigen } from "../../../src/evaluate/symmetricEigen";

const expectClose = (got: ArrayLike<number>, wanted: readonly number[], digits = 12) => {
  expect(got).toHaveLength(wanted.length);
  for (const [i, value] of wanted.entries()) expect(got[i]).toBeCloseTo(value, digits);
};

describe("symmetricEigen", () => {
  test("of matrices whose eigenvalues are known", () => {
    expectClose(symmetricEigen(Float64Array.of(2, 1, 1, 2), 2).values, [3, 1]);
    expectClose(symmetricEigen(Float64Array.of(1, 0, 0, 0, 3, 0, 0, 0, 2), 3).values, [3, 2, 1]);
    expectClose(symmetricEigen(new Float64Array(4), 2).values, [0, 0]);
    // -1 2 -1 on the diagonals: 2 - 2 cos(i pi / (n + 1)) (Strang).
    const n = 12;
    const chain = Float64Array.from({ length: n * n }, (_, i) => {
      const apart = Math.abs(Math.floor(i / n) - (i % n));
      return apart === 0 ? 2 : apart === 1 ? -1 : 0;
    });
    const wanted = Array.from({ length: n }, (_, i) => 2 - 2 * Math.cos(((n - i) * Math.PI) / (n + 1)));
    expectClose(symmetricEigen(chain, n).values, wanted);
  });

  test("of any symmetric matrix: its rows are orthonormal and are turned by the matrix into multiples of themselves", () => {
    const matrices = fc
      .integer({ min: 1, max: 7 })
      .chain((n) => fc.array(fc.integer({ min: -50, max: 50 }), { minLength: n * n, maxLength: n * n }));
    fc.assert(
      fc.property(matrices, (entries) => {
        const n = Math.sqrt(entries.length);
        const at = (i: number, j: number) => entries[Math.min(i, j) * n + Math.max(i, j)]!;
        const matrix = Float64Array.from({ length: n * n }, (_, i) => at(Math.floor(i / n), i % n));
        const { values, vectors } = symmetricEigen(matrix, n);
        for (let r = 0; r < n; r++) {
          const row = vectors.subarray(r * n, (r + 1) * n);
          for (let q = 0; q < n; q++) {
            const product = row.reduce((sum, value, c) => sum + value * vectors[q * n + c]!, 0);
            expect(product).toBeCloseTo(r === q ? 1 : 0, 10);
          }
          for (let i = 0; i < n; i++) {
            const product = row.reduce((sum, value, c) => sum + at(i, c) * value, 0);
            expect(product).toBeCloseTo(values[r]! * row[i]!, 9);
          }
          if (r > 0) expect(values[r]!).toBeLessThanOrEqual(values[r - 1]!);
        }
      }),
      { numRuns: 100 },
    );
  });

  test("refuses what is no square", () => {
    expect(() => symmetricEigen(new Float64Array(5), 2)).toThrow(/5 numbers are no matrix of 2 by 2/);
  });
});
