import { expect } from "vitest";
import { type AdamwSettings, adamwParams, adamwStep, adamwStepReference } from "../../../src/kernels/adamwStep";
import { gpuTest, run } from "../../support/gpuHarness";
import { closeness, randn } from "../../support/numeric";

const SETTINGS: AdamwSettings = { learningRate: 1e-3, weightDecay: 0.01, beta1: 0.9, beta2: 0.999, eps: 1e-8 };

/** f32 with a division and a square root of a few ulps each; ten steps of 1e-3 on weights around 1. */
const TOLERANCE = { rtol: 2e-6, atol: 2e-8 };

async function steps(device: GPUDevice, n: number, settings: AdamwSettings, scales: readonly number[]) {
  let state = { weight: randn(n, n), m: new Float32Array(n), v: new Float32Array(n) };
  let want: ReturnType<typeof adamwStepReference> = adamwStepReference(state, [], 1, settings, 1);
  for (const [s, scale] of scales.entries()) {
    const grad = randn(100 * n + s, n);
    const out = await run(
      device,
      adamwStep,
      { n, ...adamwParams(settings, s + 1) },
      { grad, clip: Float32Array.of(scale, 0), ...state },
    );
    state = { weight: out.weight, m: out.m, v: out.v };
    want = adamwStepReference(want, grad, Math.fround(scale), settings, s + 1);
  }
  return { got: state, want };
}

const TEN = [1, 0.3, 1, 1, 0.01, 1, 0.5, 1, 1, 1];

gpuTest.for([1, 255, 256, 257, 1000])(
  "ten updates of %d weights are those of the definition",
  async (n, { device }) => {
    const { got, want } = await steps(device, n, SETTINGS, TEN);
    for (const name of ["weight", "m", "v"] as const) {
      expect(closeness(got[name], want[name], TOLERANCE), name).toBeLessThanOrEqual(1);
    }
  },
);

gpuTest.for([
  { ...SETTINGS, weightDecay: 0, eps: 1e-3 },
  { ...SETTINGS, weightDecay: 0.5, beta1: 0.5, beta2: 0.9 },
  { ...SETTINGS, learningRate: 0, weightDecay: 1 },
])("ten updates with %j", async (settings, { device }) => {
  const { got, want } = await steps(device, 33, settings, TEN);
  expect(closeness(got.weight, want.weight, TOLERANCE)).toBeLessThanOrEqual(1);
});

gpuTest("more weights than one dimension of the grid has invocations", async ({ device }) => {
  const n = 65_535 * 256 + 300;
  const grad = new Float32Array(n).fill(1);
  const zeros = new Float32Array(n);
  const data = { grad, clip: Float32Array.of(1, 0), weight: zeros, m: zeros, v: zeros };
  const { weight } = await run(device, adamwStep, { n, ...adamwParams(SETTINGS, 1) }, data);
  // the first update of Adam is one learning rate against the gradient's sign
  expect(closeness([weight[0]!, weight[n - 301]!, weight[n - 1]!], [-1e-3, -1e-3, -1e-3], TOLERANCE)).toBeLessThan(1);
});

gpuTest("nothing moves once a gradient was not finite", async ({ device }) => {
  const before = { weight: randn(1, 300), m: randn(2, 300), v: randn(3, 300).map(Math.abs) };
  const grad = new Float32Array(300).fill(Number.NaN);
  const params = { n: 300, ...adamwParams(SETTINGS, 3) };
  const out = await run(device, adamwStep, params, { grad, clip: Float32Array.of(-1, 1), ...before });
  expect({ weight: out.weight, m: out.m, v: out.v }).toEqual(before);
});
