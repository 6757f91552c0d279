import { describe, expect, test } from "vitest";
import { nearestPoints, toUnitLength } from "../../../src/evaluate/nearestPoints";
import type { Points } from "../../../src/evaluate/pca";
import { fitUmap, itselfFirst, placeInUmap } from "../../../src/evaluate/umapProjection";
import { nextBelow, seededRandom } from "../../../src/tensor/random";

const D = 6;
const hooks = { signal: new AbortController().signal, onProgress: () => undefined };
/** Three groups, each around an axis of its own. */
const GROUPS = 3;
const EACH = 20;

function groups(seed: number): Points {
  const random = seededRandom(seed);
  const values = Float32Array.from({ length: GROUPS * EACH * D }, (_, i) => {
    const group = Math.floor(i / D / EACH);
    return (i % D === group ? 1 : 0) + (nextBelow(random, 1000) / 1000 - 0.5) / 4;
  });
  return { values, n: GROUPS * EACH, d: D };
}

const place = (places: Float32Array, i: number) => [places[2 * i]!, places[2 * i + 1]!] as const;
const apart = (a: readonly [number, number], b: readonly [number, number]) => Math.hypot(a[0] - b[0], a[1] - b[1]);

/** Indices of the `k` places nearest to place `i`, itself left out. */
function around(places: Float32Array, i: number, k: number): number[] {
  const others = Array.from({ length: places.length / 2 }, (_, j) => j).filter((j) => j !== i);
  const distance = (j: number) => apart(place(places, i), place(places, j));
  return others.sort((a, b) => distance(a) - distance(b)).slice(0, k);
}

describe("nearestPoints", () => {
  test("are the nearest, by hand, and of equals the first", async () => {
    const points = { values: Float32Array.of(0, 0, 3, 4, 0, 1, 0, 1), n: 4, d: 2 };
    const queries = { values: Float32Array.of(0, 0, 3, 3), n: 2, d: 2 };
    const { indices, distances } = await nearestPoints(points, queries, 3, hooks);
    expect(indices).toEqual([
      [0, 2, 3],
      [1, 2, 3],
    ]);
    expect(distances[0]).toEqual([0, 1, 1]);
    expect(distances[1]![1]).toBeCloseTo(Math.sqrt(13), 12);
    await expect(nearestPoints(points, queries, 5, hooks)).rejects.toThrow(/the 5 nearest of 4 points/);
    await expect(nearestPoints(points, { ...queries, d: 1 }, 1, hooks)).rejects.toThrow(/2 dimensions, queries of 1/);
  });

  test("lengths become 1, and zero stays zero", () => {
    expect([...toUnitLength({ values: Float32Array.of(3, 4, 0, 0), n: 2, d: 2 }).values]).toEqual([
      Math.fround(0.6),
      Math.fround(0.8),
      0,
      0,
    ]);
  });
});

describe("fitUmap", () => {
  test("keeps groups together, and the seed decides the map", async () => {
    const points = groups(1);
    const shares: number[] = [];
    const map = await fitUmap(points, 7, { ...hooks, onProgress: (_, share) => shares.push(share) });
    for (let i = 0; i < points.n; i++) {
      const own = around(map.places, i, 5).filter((j) => Math.floor(j / EACH) === Math.floor(i / EACH));
      expect(own.length).toBeGreaterThanOrEqual(4);
    }
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect((await fitUmap(points, 7, hooks)).places).toEqual(map.places);
    expect((await fitUmap(points, 8, hooks)).places).not.toEqual(map.places);
  });

  test("places what has not moved just where it was, repeats included, and what has moved among its new neighbours", async () => {
    const points = groups(2);
    points.values.copyWithin(D, 0, D);
    const map = await fitUmap(points, 1, hooks);
    const longer = { ...points, values: points.values.map((value) => 3 * value) };
    expect(await placeInUmap(map, longer, hooks)).toEqual(map.places);

    // Point 0 moves from the first group into the last: nearly onto its point 50.
    const moved = points.values.slice();
    for (let c = 0; c < D; c++) moved[c] = 0.95 * points.values[50 * D + c]! + 0.05 * points.values[51 * D + c]!;
    const placed = await placeInUmap(map, { ...points, values: moved }, hooks);
    expect(place(placed, 1)).toEqual(place(map.places, 1));
    expect(apart(place(placed, 0), place(map.places, 50))).toBeLessThan(
      apart(place(placed, 0), place(map.places, 0)) / 3,
    );
  });

  test("a point is its own first neighbour, also among equals", () => {
    expect(itselfFirst([3, 7, 5], 3)).toEqual([3, 7, 5]);
    expect(itselfFirst([3, 7, 5], 5)).toEqual([5, 3, 7]);
    expect(itselfFirst([3, 7, 5], 9)).toEqual([9, 3, 7]);
  });

  test("places between two points by 1 / distance²", async () => {
    const points = { values: Float32Array.of(1, 0, 0, 1), n: 2, d: 2 };
    const map = { points, places: Float32Array.of(0, 5, 1, 5) };
    // At 30 degrees of 90, four times as long: |a - b|² = 2 - 2 cos of the angle between.
    const query = { values: Float32Array.of(4 * Math.cos(Math.PI / 6), 4 * Math.sin(Math.PI / 6)), n: 1, d: 2 };
    const [near, far] = [2 - Math.sqrt(3), 1];
    const [x, y] = await placeInUmap(map, query, hooks);
    expect(x).toBeCloseTo(1 / far / (1 / near + 1 / far), 5);
    expect(y).toBeCloseTo(5, 5);
  });

  test("stops between epochs, and refuses too few points", async () => {
    const controller = new AbortController();
    const stopped = fitUmap(groups(3), 1, {
      signal: controller.signal,
      onProgress: (says) => says === "lays out the map" && controller.abort(new DOMException("stopped", "AbortError")),
    });
    await expect(stopped).rejects.toThrow("stopped");
    await expect(fitUmap({ values: new Float32Array(6), n: 3, d: 2 }, 1, hooks)).rejects.toThrow(/needs 4 at least/);
  });
});
