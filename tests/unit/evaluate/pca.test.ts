import { describe, expect, test } from "vitest";
import { applyPca, fitPca, type Pca, type Points } from "../../../src/evaluate/pca";
import { symmetricEigen } from "../../../src/evaluate/symmetricEigen";
import { nextBelow, seededRandom } from "../../../src/tensor/random";

const { signal } = new AbortController();

/** Uniform numbers in [-1, 1), scaled a dimension. */
function cloud(n: number, scales: readonly number[], seed: number): Points {
  const random = seededRandom(seed);
  const d = scales.length;
  const values = Float32Array.from(
    { length: n * d },
    (_, i) => (nextBelow(random, 2 ** 24) / 2 ** 23 - 1) * scales[i % d]!,
  );
  return { values, n, d };
}

/** The covariance, entry by entry from its definition. */
function covariance({ values, n, d }: Points): Float64Array {
  const column = (c: number) => Array.from({ length: n }, (_, i) => values[i * d + c]!);
  const centred = Array.from({ length: d }, (_, c) => {
    const own = column(c);
    const mean = own.reduce((sum, value) => sum + value, 0) / n;
    return own.map((value) => value - mean);
  });
  return Float64Array.from(
    { length: d * d },
    (_, i) => centred[Math.floor(i / d)]!.reduce((sum, value, t) => sum + value * centred[i % d]![t]!, 0) / n,
  );
}

function expectOrthonormal({ axes, d }: Pca): void {
  const k = axes.length / d;
  for (let r = 0; r < k; r++) {
    for (let q = 0; q <= r; q++) {
      let product = 0;
      for (let c = 0; c < d; c++) product += axes[r * d + c]! * axes[q * d + c]!;
      expect(product).toBeCloseTo(r === q ? 1 : 0, 9);
    }
  }
}

describe("fitPca", () => {
  test("four points of a cross: variances and axes by hand", async () => {
    // 3 along (0.6, 0.8), 1 along (-0.8, 0.6), around (10, -5, 7): variances 9 / 2 and 1 / 2.
    const values = Float32Array.of(11.8, -2.6, 7, 8.2, -7.4, 7, 9.2, -4.4, 7, 10.8, -5.6, 7);
    const pca = await fitPca({ values, n: 4, d: 3 }, 2, signal);
    expect(pca.mean[0]).toBeCloseTo(10, 6);
    expect(pca.mean[2]).toBeCloseTo(7, 6);
    expect(pca.variances[0]).toBeCloseTo(4.5, 5);
    expect(pca.variances[1]).toBeCloseTo(0.5, 5);
    expect(pca.totalVariance).toBeCloseTo(5, 5);
    // Of each axis the entry farthest from zero is positive.
    for (const [i, wanted] of [0.6, 0.8, 0, 0.8, -0.6, 0].entries()) expect(pca.axes[i]).toBeCloseTo(wanted, 6);
    const [x, y] = applyPca(pca, { values: Float32Array.of(10, -5, 3), n: 1, d: 3 });
    expect(x).toBeCloseTo(0, 6);
    expect(y).toBeCloseTo(0, 6);
  });

  for (const [name, points] of [
    ["more points than dimensions", cloud(200, [5, 4.5, 3, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], 1)],
    [
      "more dimensions than points",
      cloud(
        9,
        Array.from({ length: 40 }, (_, c) => 1 + c / 8),
        2,
      ),
    ],
    [
      "no direction that stands out",
      cloud(
        60,
        Array.from({ length: 24 }, () => 1),
        3,
      ),
    ],
  ] as const) {
    test(`equals the eigenvectors of the covariance: ${name}`, async () => {
      const { d } = points;
      const pca = await fitPca(points, 3, signal);
      const direct = symmetricEigen(covariance(points), d);
      expectOrthonormal(pca);
      for (let r = 0; r < 3; r++) {
        expect(pca.variances[r]! / direct.values[r]!).toBeCloseTo(1, 9);
        let product = 0;
        for (let c = 0; c < d; c++) product += pca.axes[r * d + c]! * direct.vectors[r * d + c]!;
        expect(Math.abs(product)).toBeCloseTo(1, 6);
      }
      const trace = direct.values.reduce((sum, value) => sum + value, 0);
      expect(pca.totalVariance / trace).toBeCloseTo(1, 9);

      // Coordinates along the axes have those variances.
      const along = applyPca(pca, points);
      const first = Array.from({ length: points.n }, (_, i) => along[i * 3]!);
      const variance = first.reduce((sum, x) => sum + x * x, 0) / points.n;
      expect(variance / direct.values[0]!).toBeCloseTo(1, 5);
    });
  }

  test("the same points give the same axes, to the bit", async () => {
    const points = cloud(30, [3, 2, 1, 1, 1, 1], 4);
    expect(await fitPca(points, 2, signal)).toEqual(await fitPca(points, 2, signal));
  });

  test("points that are all one, or lie on a line, have axes all the same", async () => {
    const same = await fitPca({ values: new Float32Array(20).fill(3), n: 5, d: 4 }, 2, signal);
    expect(same.variances).toEqual([0, 0]);
    expectOrthonormal(same);
    const line = await fitPca({ values: Float32Array.of(0, 0, 0, 1, 2, 2, 2, 4, 4), n: 3, d: 3 }, 2, signal);
    expect(line.variances[0]).toBeCloseTo(6, 9);
    expect(line.variances[1]).toBeCloseTo(0, 9);
    expectOrthonormal(line);
  });

  test("stops when it is told to, and refuses what does not fit", async () => {
    const points = cloud(5, [1, 1], 5);
    await expect(fitPca(points, 2, AbortSignal.abort(new DOMException("stopped", "AbortError")))).rejects.toThrow(
      "stopped",
    );
    await expect(fitPca(points, 3, signal)).rejects.toThrow(/3 axes of 5 points of 2 dimensions/);
    await expect(fitPca({ ...points, n: 6 }, 1, signal)).rejects.toThrow(/10 numbers are no 6 points/);
    const pca = await fitPca(points, 1, signal);
    expect(() => applyPca(pca, cloud(1, [1, 1, 1], 1))).toThrow(/points of 3 dimensions, axes of 2/);
  });
});
