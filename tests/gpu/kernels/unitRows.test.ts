import { expect } from "vitest";
import { unitRows, unitRowsReference } from "../../../src/kernels/unitRows";
import { ALIGN_SHAPES, ALIGN_TOLERANCE } from "../../support/alignCases";
import { gpuTest, run } from "../../support/gpuHarness";
import { closeness, randn } from "../../support/numeric";

gpuTest.for(ALIGN_SHAPES)("unit_rows is the twin at %j", async ({ nRows, nColumns }, { device }) => {
  const x = randn(1, nRows * nColumns).map((value, i) => (i < nColumns ? value * 1e6 : value));
  const params = { n_rows: nRows, d_model: nColumns };
  const out = await run(device, unitRows, params, { x, unit: new Float32Array(x.length) });
  expect(closeness(out.unit, unitRowsReference(x, nColumns), ALIGN_TOLERANCE)).toBeLessThanOrEqual(1);
});

gpuTest("unit_rows leaves zeros of a row of zeros", async ({ device }) => {
  const data = { x: Float32Array.of(0, 0, 3, 4), unit: new Float32Array(4).fill(9) };
  const out = await run(device, unitRows, { n_rows: 2, d_model: 2 }, data);
  expect(closeness(out.unit, [0, 0, 0.6, 0.8], ALIGN_TOLERANCE)).toBeLessThanOrEqual(1);
});
