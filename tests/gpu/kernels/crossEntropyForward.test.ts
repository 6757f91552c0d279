import { expect } from "vitest";
import { crossEntropyForward, crossEntropyForwardReference, NO_TARGET } from "../../../src/kernels/crossEntropyForward";
import { gpuTest, run } from "../../support/gpuHarness";
import { closeness, randn, randomIntegers } from "../../support/numeric";

async function forward(device: GPUDevice, logits: Float32Array<ArrayBuffer>, targets: Uint32Array<ArrayBuffer>) {
  const n_rows = targets.length;
  const params = { n_rows, d_vocab: logits.length / n_rows };
  const untouched = () => new Float32Array(n_rows).fill(777);
  return run(device, crossEntropyForward, params, {
    logits,
    targets,
    log_prob: untouched(),
    log_sum_exp: untouched(),
  });
}

// one entry; around a workgroup's 256; a large vocabulary; many rows
const SHAPES = [
  { nRows: 1, dVocab: 1 },
  { nRows: 3, dVocab: 255 },
  { nRows: 2, dVocab: 257 },
  { nRows: 2, dVocab: 151_936 },
  { nRows: 300, dVocab: 5 },
];

gpuTest.for(SHAPES)("cross_entropy_forward is its twin at %j", async ({ nRows, dVocab }, { device }) => {
  const logits = randn(1, nRows * dVocab).map((x) => 8 * x);
  const targets = randomIntegers(2, nRows, dVocab);
  if (nRows > 2) targets[1] = NO_TARGET;
  const got = await forward(device, logits, targets);
  const want = crossEntropyForwardReference(logits, targets);
  // log probabilities of at most 60, from f32 logits of the same size
  expect(closeness(got.log_prob, want.logProb, { rtol: 1e-6, atol: 1e-5 })).toBeLessThanOrEqual(1);
  expect(closeness(got.log_sum_exp, want.logSumExp, { rtol: 1e-6, atol: 1e-5 })).toBeLessThanOrEqual(1);
  if (nRows > 2) expect(got.log_prob[1]).toBe(0);
});

gpuTest("cross_entropy_forward takes logits of any size, and those of probability 0", async ({ device }) => {
  const inf = Number.POSITIVE_INFINITY;
  const logits = Float32Array.of(1e30, -1e30, 1e30, -3e38, -3e38, -3e38, 5, -inf, -inf, -inf, 2, 2);
  const got = await forward(device, logits, Uint32Array.of(0, 1, 2, 1));
  const tolerance = { rtol: 1e-6, atol: 1e-6 };
  const [first, second, third, fourth] = got.log_prob;
  expect(closeness([first!, second!, fourth!], [-Math.LN2, -Math.log(3), -Math.LN2], tolerance)).toBeLessThanOrEqual(1);
  expect(third).toBe(-inf);
  expect(closeness(got.log_sum_exp.slice(2), [5, 2 + Math.LN2], tolerance)).toBeLessThanOrEqual(1);
});

gpuTest("cross_entropy_forward hides no NaN", async ({ device }) => {
  const { POSITIVE_INFINITY: inf, NaN: nan } = Number;
  const rows = [
    [1, nan, 2],
    [inf, 1, 2],
    [-inf, -inf, -inf],
    [0, 0, 0],
    [nan, 0, 0],
    [0, 0, 0],
  ];
  const got = await forward(device, Float32Array.from(rows.flat()), Uint32Array.of(0, 1, 2, 3, NO_TARGET, 1));
  expect([...got.log_prob.slice(0, 5)]).toEqual([nan, nan, nan, nan, 0]);
  expect(got.log_prob[5]).toBeCloseTo(-Math.log(3), 6);
  expect([...got.log_sum_exp].map(Number.isNaN)).toEqual([true, true, true, false, true, false]);
});

gpuTest("cross_entropy_forward repeats bit for bit", async ({ device }) => {
  const [logits, targets] = [randn(5, 2000), Uint32Array.of(7, 900)];
  expect(await forward(device, logits, targets)).toEqual(await forward(device, logits, targets));
});
