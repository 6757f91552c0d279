import { describe, expect, test } from "vitest";
import { weightChange } from "../../../src/evaluate/weightChange";
import type { TensorChange } from "../../../src/evaluate/weightChangeResult";
import type { ModuleDelta } from "../../../src/train/weightDelta";
import { randn } from "../../support/numeric";
import { randomSource } from "../../support/randomModel";
import { dense } from "../export/madeDelta";
import { base, CHANGES, trained } from "./changedModel";

const { signal } = new AbortController();

const norm = (values: readonly number[]): number => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0));

/** NumPy's quantile of its default method. */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)]!;
  return below + (sorted[Math.ceil(place)]! - below) * (place % 1);
}

const measureOne = async (module: ModuleDelta): Promise<TensorChange> => {
  const input = { delta: { modules: [module] }, base, nLayers: 2 };
  return (await weightChange(input, { seed: 3, samples: 400 }, { signal })).tensors[0]!;
};

test.each(CHANGES)("norms and quartiles of %s", async (_, module) => {
  const want = trained(module);
  const got = await measureOne(module);
  expect(got.n).toBe(want.change.length);
  expect(got.l2).toBeCloseTo(norm(want.change), 5);
  expect(got.l2Original).toBeCloseTo(norm(want.original), 5);
  const shares = [0, 0.25, 0.5, 0.75, 1].map((share) => quantile(want.change, share));
  const { min, q1, median, q3, max, mean } = got.summary;
  for (const [i, value] of [min, q1, median, q3, max].entries()) expect(value).toBeCloseTo(shares[i]!, 5);
  expect(mean).toBeCloseTo(want.change.reduce((sum, x) => sum + x, 0) / want.change.length, 5);
});

describe("over many weights, in several slices", () => {
  const N_IN = 1500;
  const N_OUT = 1600;
  const values = randn(11, N_OUT * N_IN);
  const name = "model.layers.0.mlp.up_proj.weight";
  const big = { source: randomSource(new Map([[name, { shape: [N_OUT, N_IN], values }]])), formats: new Map() };
  const delta = randn(12, N_OUT * N_IN).map((x, i) => (i % 3 === 0 ? 0 : 1e-3 * x ** 3));
  const module: ModuleDelta = {
    kind: "dense",
    module: name.replace(".weight", ""),
    tensor: name,
    shape: [N_OUT, N_IN],
    delta,
  };
  const hooks = { signal };
  const measured = weightChange(
    { delta: { modules: [module] }, base: big, nLayers: 1 },
    { seed: 3, samples: 500 },
    hooks,
  );

  test("quantiles are exact, ties and both signs included", async () => {
    const sorted = delta.slice().sort();
    const { summary } = (await measured).tensors[0]!;
    const place = (sorted.length - 1) * 0.25;
    expect(summary.q1).toBe(
      sorted[Math.floor(place)]! + (sorted[Math.ceil(place)]! - sorted[Math.floor(place)]!) * (place % 1),
    );
    expect([summary.min, summary.max]).toEqual([sorted[0], sorted.at(-1)]);
    expect(summary.median).toBe(0);
  });

  test("every weight falls into the bin of the histogram that holds it", async () => {
    const { edges, counts } = (await measured).tensors[0]!.histogram;
    expect(edges).toHaveLength(101);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(delta.length);
    const sorted = delta.slice().sort();
    const below = (value: number): number => {
      let [from, to] = [0, sorted.length];
      while (from < to) {
        const middle = (from + to) >> 1;
        if (sorted[middle]! < value) from = middle + 1;
        else to = middle;
      }
      return from;
    };
    // The last bin holds both its edges; at an edge itself the rounding of the division decides.
    const want = counts.map((_, bin) => (bin === 99 ? sorted.length : below(edges[bin + 1]!)) - below(edges[bin]!));
    for (const [bin, count] of counts.entries()) expect(Math.abs(count - want[bin]!)).toBeLessThanOrEqual(1);
  });

  test("the density is that of the kernel over all weights", async () => {
    const { density, summary, n } = (await measured).tensors[0]!;
    const step = density.at[1]! - density.at[0]!;
    // No peak between two points: the sum is the integral, but for what a Gaussian puts beyond the ends.
    expect(density.density.reduce((sum, y) => sum + y * step, 0)).toBeCloseTo(1, 2);
    const deviation = Math.sqrt(delta.reduce((sum, x) => sum + (x - summary.mean) ** 2, 0) / n);
    const silverman = 0.9 * Math.min(deviation, (summary.q3 - summary.q1) / 1.34) * n ** -0.2;
    const bandwidth = Math.max(silverman, step);
    for (const i of [40, 70, 80, 100]) {
      const x = density.at[i]!;
      const exact = delta.reduce((sum, value) => sum + Math.exp(-0.5 * ((x - value) / bandwidth) ** 2), 0);
      const want = exact / (n * bandwidth * Math.sqrt(2 * Math.PI));
      // Weights are taken at the middle of their bin, six bins to a bandwidth.
      expect(density.density[i]! / want).toBeGreaterThan(0.95);
      expect(density.density[i]! / want).toBeLessThan(1.05);
    }
  });

  test("the sample holds weights of all stretches with their own change, the same for a seed", async () => {
    const { sample } = (await measured).tensors[0]!;
    expect(sample.change).toHaveLength(500);
    const stretch = delta.length / 500;
    for (const [i, change] of sample.change.entries()) {
      const from = Math.floor(i * stretch);
      const at = values
        .subarray(from, Math.floor((i + 1) * stretch))
        .findIndex(
          (w, j) =>
            Number(w.toPrecision(7)) === sample.original[i] && Number(delta[from + j]!.toPrecision(7)) === change,
        );
      expect(at).toBeGreaterThanOrEqual(0);
    }
    const again = await weightChange(
      { delta: { modules: [module] }, base: big, nLayers: 1 },
      { seed: 3, samples: 500 },
      hooks,
    );
    expect(again).toEqual(await measured);
    const other = await weightChange(
      { delta: { modules: [module] }, base: big, nLayers: 1 },
      { seed: 4, samples: 500 },
      hooks,
    );
    expect(other.tensors[0]!.sample).not.toEqual(sample);
  });
});

test("a change of nothing but zeros has a norm of 0 and no density", async () => {
  const module = { ...dense("model.norm.weight"), delta: new Float32Array(6) };
  const { l2, summary, density, histogram, sample } = await measureOne(module);
  expect(l2).toBe(0);
  expect(summary).toEqual({ min: 0, q1: 0, median: 0, q3: 0, max: 0, mean: 0 });
  expect(density.at).toEqual([]);
  expect(histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(6);
  expect(sample.change).toEqual([0, 0, 0, 0, 0, 0]);
});
