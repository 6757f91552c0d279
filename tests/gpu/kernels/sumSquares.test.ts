import { expect } from "vitest";
import { sumSquares, sumSquaresGroups, sumSquaresReference } from "../../../src/kernels/sumSquares";
import { gpuTest, run } from "../../support/gpuHarness";
import { closeness, randn } from "../../support/numeric";

const UNTOUCHED = -7;

const sums = (
  device: GPUDevice,
  values: Float32Array<ArrayBuffer>,
  nGroups: number,
  first: number,
  nPartials: number,
) =>
  run(
    device,
    sumSquares,
    { n: values.length, n_groups: nGroups, first, n_partials: nPartials },
    { values, partials: new Float32Array(nPartials).fill(UNTOUCHED) },
  );

gpuTest.for([1, 255, 256, 257, 2049, 300_001])(
  "the parts of %d values add up to their squares",
  async (n, { device }) => {
    const values = randn(n, n);
    const nGroups = sumSquaresGroups(n);
    const { partials } = await sums(device, values, nGroups, 3, nGroups + 5);
    expect([...partials.slice(0, 3), ...partials.slice(-2)]).toEqual(new Array(5).fill(UNTOUCHED));
    const got = partials.slice(3, 3 + nGroups).reduce((sum, x) => sum + x, 0);
    // f32 sums of at most a hundred terms, then a tree of eight levels: random errors of 6e-8 each
    expect(closeness([got], [sumSquaresReference(values)], { rtol: 1e-6, atol: 0 })).toBeLessThanOrEqual(1);
  },
);

gpuTest("more workgroups than values leave zeros", async ({ device }) => {
  const { partials } = await sums(device, Float32Array.of(3, 4), 3, 0, 3);
  expect([...partials]).toEqual([25, 0, 0]);
});

gpuTest("repeats bit for bit", async ({ device }) => {
  const values = randn(5, 100_000);
  const nGroups = sumSquaresGroups(values.length);
  const first = await sums(device, values, nGroups, 0, nGroups);
  const second = await sums(device, values, nGroups, 0, nGroups);
  expect(second.partials).toEqual(first.partials);
});
