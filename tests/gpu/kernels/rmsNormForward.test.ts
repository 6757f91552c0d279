import { expect } from "vitest";
import { rmsNormForward, rmsNormForwardReference } from "../../../src/kernels/rmsNormForward";
import { gpuTest, run } from "../../support/gpuHarness";
import { NORM_SHAPES, NORM_TOLERANCE, normRows } from "../../support/normCases";
import { closeness } from "../../support/numeric";

gpuTest.for(NORM_SHAPES)("rms_norm_forward is the twin at %j", async ({ nRows, dModel }, { device }) => {
  const { x, weight } = normRows(nRows, dModel);
  const eps = 1e-5;
  const params = { n_rows: nRows, d_model: dModel, eps };
  const untouched = { y: new Float32Array(nRows * dModel), inv_rms: new Float32Array(nRows) };
  const out = await run(device, rmsNormForward, params, { x, weight, ...untouched });
  const want = rmsNormForwardReference(x, weight, eps);
  expect(closeness(out.y, want.y, NORM_TOLERANCE)).toBeLessThanOrEqual(1);
  expect(closeness(out.inv_rms, want.invRms, NORM_TOLERANCE)).toBeLessThanOrEqual(1);
});

gpuTest("rms_norm_forward makes zeros of a row of zeros", async ({ device }) => {
  const data = { x: new Float32Array(6), weight: Float32Array.of(1, 2, 3), y: new Float32Array(6).fill(9) };
  const params = { n_rows: 2, d_model: 3, eps: 1e-6 };
  const out = await run(device, rmsNormForward, params, { ...data, inv_rms: new Float32Array(2) });
  expect([...out.y]).toEqual([0, 0, 0, 0, 0, 0]);
  expect(closeness(out.inv_rms, [1000, 1000], NORM_TOLERANCE)).toBeLessThanOrEqual(1);
});
