import { expect } from "vitest";
import { poolMean, poolMeanReference } from "../../../src/kernels/poolMean";
import { ALIGN_TOLERANCE } from "../../support/alignCases";
import { gpuTest, run } from "../../support/gpuHarness";
import { closeness, randn } from "../../support/numeric";

const CASES = [
  { starts: [0, 1], dModel: 1 },
  { starts: [0, 0, 2, 7, 7], dModel: 65 },
  { starts: [2, 3, 100, 133], dModel: 7 },
];

gpuTest.for(CASES)("pool_mean is the twin at %j", async ({ starts, dModel }, { device }) => {
  const nRows = starts.at(-1)!;
  const x = randn(1, nRows * dModel);
  const n_segments = starts.length - 1;
  const params = { n_rows: nRows, n_segments, n_segments_plus_1: starts.length, d_model: dModel };
  const pooled = new Float32Array(n_segments * dModel).fill(9);
  const out = await run(device, poolMean, params, { x, starts: Uint32Array.from(starts), pooled });
  expect(closeness(out.pooled, poolMeanReference(x, starts, dModel), ALIGN_TOLERANCE)).toBeLessThanOrEqual(1);
});

gpuTest("pool_mean keeps many equal rows exactly what they are, within a bit", async ({ device }) => {
  const nRows = 3001; // one after the other, a third of a unit drifts by 3e-5
  const x = new Float32Array(nRows).fill(1 / 3);
  const params = { n_rows: nRows, n_segments: 1, n_segments_plus_1: 2, d_model: 1 };
  const out = await run(device, poolMean, params, { x, starts: Uint32Array.of(0, nRows), pooled: new Float32Array(1) });
  expect(Math.abs(out.pooled[0]! - Math.fround(1 / 3))).toBeLessThan(1e-6);
});
