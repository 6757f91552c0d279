import { expect } from "vitest";
import { centreRows, centreRowsReference } from "../../../src/kernels/centreRows";
import { ALIGN_SHAPES, ALIGN_TOLERANCE } from "../../support/alignCases";
import { gpuTest, run } from "../../support/gpuHarness";
import { closeness, randn } from "../../support/numeric";

gpuTest.for(ALIGN_SHAPES)("centre_rows is the twin at %j", async ({ nRows, nColumns }, { device }) => {
  const x = randn(1, nRows * nColumns);
  const shift = randn(2, nColumns);
  const params = { n_rows: nRows, n_columns: nColumns, weight: 0.25 };
  const out = await run(device, centreRows, params, { x, shift, centred: new Float32Array(x.length) });
  expect(closeness(out.centred, centreRowsReference(x, shift, 0.25), ALIGN_TOLERANCE)).toBeLessThanOrEqual(1);
});
