import { expect } from "vitest";
import { rmsNormBackward, rmsNormBackwardReference } from "../../../src/kernels/rmsNormBackward";
import { gpuTest, run } from "../../support/gpuHarness";
import { NORM_SHAPES, normRows } from "../../support/normCases";
import { closeness, randn } from "../../support/numeric";

gpuTest.for(NORM_SHAPES)("rms_norm_backward is the twin at %j", async ({ nRows, dModel }, { device }) => {
  const { x, weight, invRms } = normRows(nRows, dModel);
  const dy = randn(3, nRows * dModel);
  const before = randn(4, nRows * dModel);
  const gradient = rmsNormBackwardReference({ x, weight, invRms }, dy);
  // A row of two may be small, its inverse root mean square large, and its two terms then cancel: errors are of a term's size.
  const tolerance = { rtol: 1e-5, atol: 3e-6 * Math.max(...invRms.map(Math.abs)) };
  for (const accumulate of [0, 1]) {
    const params = { n_rows: nRows, d_model: dModel, accumulate };
    const out = await run(device, rmsNormBackward, params, { x, weight, inv_rms: invRms, dy, dx: before });
    const want = gradient.map((d, i) => d + accumulate * before[i]!);
    expect(closeness(out.dx, want, tolerance)).toBeLessThanOrEqual(1);
  }
});
