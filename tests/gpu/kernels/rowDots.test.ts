import { expect } from "vitest";
import { rowDots, rowDotsReference } from "../../../src/kernels/rowDots";
import { ALIGN_SHAPES, ALIGN_TOLERANCE } from "../../support/alignCases";
import { gpuTest, run } from "../../support/gpuHarness";
import { closeness, randn } from "../../support/numeric";

const CASES = ALIGN_SHAPES.flatMap((shape) => [0, 1, 200].map((shift) => ({ ...shape, shift })));

gpuTest.for(CASES)("row_dots is the twin at %j", async ({ nRows, nColumns, shift }, { device }) => {
  const a = randn(1, nRows * nColumns);
  const b = randn(2, nRows * nColumns);
  const params = { n_rows: nRows, n_columns: nColumns, shift };
  const out = await run(device, rowDots, params, { a, b, dots: new Float32Array(nRows) });
  expect(closeness(out.dots, rowDotsReference(a, b, nColumns, shift), ALIGN_TOLERANCE)).toBeLessThanOrEqual(1);
});
