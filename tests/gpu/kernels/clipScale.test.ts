import { expect } from "vitest";
import { clipScale, clipScaleReference } from "../../../src/kernels/clipScale";
import { gpuTest, run } from "../../support/gpuHarness";
import { closeness, randomIntegers, uniforms } from "../../support/numeric";

/** Sums of some hundred f32 terms and a square root. */
const TOLERANCE = { rtol: 1e-6, atol: 1e-30 };

const scale = (
  device: GPUDevice,
  partials: Float32Array<ArrayBuffer>,
  starts: Uint32Array<ArrayBuffer>,
  maxNorm: number,
  before: readonly [number, number] = [1, 0],
) =>
  run(
    device,
    clipScale,
    { n_partials: partials.length, n_starts: starts.length, max_norm: maxNorm },
    { partials, starts, norms: new Float32Array(starts.length), clip: Float32Array.from(before) },
  );

function tensors(nTensors: number) {
  const counts = randomIntegers(nTensors, nTensors, 7);
  counts[0] = 130;
  const starts = new Uint32Array(nTensors + 1);
  for (const [i, count] of counts.entries()) starts[i + 1] = starts[i]! + count;
  const uniform = uniforms(nTensors);
  return { starts, partials: Float32Array.from({ length: starts[nTensors]! }, () => 3 * uniform()) };
}

gpuTest.for([1, 2, 255, 256, 257, 700])(
  "norms and scale of %d tensors, one of them with no parts",
  async (n, { device }) => {
    const { partials, starts } = tensors(n);
    for (const maxNorm of [0, 0.5, 1e6]) {
      const got = await scale(device, partials, starts, maxNorm);
      const want = clipScaleReference(partials, starts, maxNorm, [1, 0]);
      expect(closeness(got.norms, want.norms, TOLERANCE)).toBeLessThanOrEqual(1);
      expect(closeness(got.clip, want.clip, TOLERANCE)).toBeLessThanOrEqual(1);
    }
  },
);

gpuTest.for([Number.NaN, Number.POSITIVE_INFINITY])(
  "%d among the parts stops updates and names its tensor",
  async (bad, { device }) => {
    const { partials, starts } = tensors(5);
    partials[starts[5]! - 1] = bad;
    const got = await scale(device, partials, starts, 1);
    expect([...got.clip]).toEqual([-1, 1]);
    const owner = starts.indexOf(starts[5]!) - 1;
    const finite = Array.from(got.norms, Number.isFinite);
    expect(finite).toEqual([0, 1, 2, 3, 4, 5].map((i) => i !== owner && i !== 5));
  },
);

gpuTest("once stopped it stays stopped, and counts what was left out", async ({ device }) => {
  const got = await scale(device, Float32Array.of(1), Uint32Array.of(0, 1), 1, [-1, 1]);
  expect([...got.clip]).toEqual([-1, 2]);
});
