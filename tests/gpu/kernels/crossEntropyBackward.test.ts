import { expect } from "vitest";
import { crossEntropyBackward, crossEntropyBackwardReference } from "../../../src/kernels/crossEntropyBackward";
import { crossEntropyForwardReference, NO_TARGET } from "../../../src/kernels/crossEntropyForward";
import { gpuTest, run } from "../../support/gpuHarness";
import { closeness, randn, randomIntegers } from "../../support/numeric";

async function backward(
  device: GPUDevice,
  logits: Float32Array<ArrayBuffer>,
  targets: Uint32Array<ArrayBuffer>,
  weights: Float32Array<ArrayBuffer>,
) {
  const params = { n_rows: targets.length, d_vocab: logits.length / targets.length };
  const log_sum_exp = Float32Array.from(crossEntropyForwardReference(logits, targets).logSumExp);
  return (await run(device, crossEntropyBackward, params, { logits, targets, log_sum_exp, weights })).logits;
}

const SHAPES = [
  { nRows: 1, dVocab: 1 },
  { nRows: 4, dVocab: 63 },
  { nRows: 3, dVocab: 130 },
  { nRows: 2, dVocab: 49_153 },
];

gpuTest.for(SHAPES)("cross_entropy_backward is its twin at %j", async ({ nRows, dVocab }, { device }) => {
  const logits = randn(1, nRows * dVocab).map((x) => 8 * x);
  const targets = randomIntegers(2, nRows, dVocab);
  if (nRows > 2) targets[1] = NO_TARGET;
  const weights = randn(3, nRows);
  const got = await backward(device, logits, targets, weights);
  const want = crossEntropyBackwardReference(logits, targets, weights);
  // exponents of at most 60 from f32 numbers of the same size
  expect(closeness(got, want, { rtol: 2e-5, atol: 1e-6 })).toBeLessThanOrEqual(1);
  if (nRows > 2) expect([...got.slice(dVocab, 2 * dVocab)]).toEqual(new Array(dVocab).fill(0));
});

gpuTest("cross_entropy_backward hides no NaN but in rows without a target", async ({ device }) => {
  const { POSITIVE_INFINITY: inf, NaN: nan } = Number;
  const rows = [
    [1, nan, 2],
    [inf, 1, 2],
    [-inf, -inf, -inf],
    [0, 0, 0],
    [nan, 0, 0],
    [0, 0, -inf],
  ];
  const logits = Float32Array.from(rows.flat());
  const targets = Uint32Array.of(0, 1, 2, 3, NO_TARGET, 1);
  const got = await backward(device, logits, targets, new Float32Array(6).fill(1));
  expect(got.slice(0, 12).every(Number.isNaN)).toBe(true);
  expect([...got.slice(12, 15)]).toEqual([0, 0, 0]);
  expect(closeness(got.slice(15), [0.5, -0.5, 0], { rtol: 1e-6, atol: 1e-7 })).toBeLessThanOrEqual(1);
});

gpuTest("cross_entropy_backward gives rows that sum to 0", async ({ device }) => {
  const got = await backward(device, randn(9, 1000), Uint32Array.of(17), Float32Array.of(3));
  expect(Math.abs(got.reduce((sum, x) => sum + x, 0))).toBeLessThan(1e-5);
});
