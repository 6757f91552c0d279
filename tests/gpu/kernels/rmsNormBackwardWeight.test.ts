import { expect } from "vitest";
import { rmsNormBackwardWeight, rmsNormBackwardWeightReference } from "../../../src/kernels/rmsNormBackwardWeight";
import { gpuTest, run } from "../../support/gpuHarness";
import { normRows } from "../../support/normCases";
import { closeness, randn } from "../../support/numeric";

// one element; both sides of a workgroup's 16 columns and 16 slices; many rows of a narrow head
const SHAPES = [
  { nRows: 1, dModel: 1 },
  { nRows: 5, dModel: 31 },
  { nRows: 16, dModel: 16 },
  { nRows: 33, dModel: 129 },
  { nRows: 1000, dModel: 8 },
] as const;

// Sums of at most 1000 products of about 1 in f32.
const TOLERANCE = { rtol: 1e-5, atol: 1e-4 };

gpuTest.for(SHAPES)("rms_norm_backward_weight is the twin at %j", async ({ nRows, dModel }, { device }) => {
  const { x, invRms } = normRows(nRows, dModel);
  const dy = randn(3, nRows * dModel);
  const before = randn(4, dModel);
  const gradient = rmsNormBackwardWeightReference(dModel, x, invRms, dy);
  for (const accumulate of [0, 1]) {
    const params = { n_rows: nRows, d_model: dModel, accumulate };
    const out = await run(device, rmsNormBackwardWeight, params, { x, inv_rms: invRms, dy, dweight: before });
    const want = gradient.map((d, c) => d + accumulate * before[c]!);
    expect(closeness(out.dweight, want, TOLERANCE)).toBeLessThanOrEqual(1);
  }
});
