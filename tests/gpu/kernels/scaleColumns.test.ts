import { expect } from "vitest";
import { scaleColumns, scaleColumnsReference } from "../../../src/kernels/scaleColumns";
import { gpuTest, run } from "../../support/gpuHarness";
import { closeness, randn } from "../../support/numeric";

// one element; both sides of a workgroup's columns; many rows
const SHAPES: readonly (readonly [nRows: number, nColumns: number])[] = [
  [1, 1],
  [3, 31],
  [8, 32],
  [130, 65],
];

gpuTest.for(SHAPES)("scale_columns of %d rows of %d columns", async ([n_rows, n_columns], { device }) => {
  const [x, scale] = [randn(1, n_rows * n_columns), randn(2, n_columns)];
  const { y } = await run(device, scaleColumns, { n_rows, n_columns }, { x, scale, y: randn(3, x.length) });
  // One multiplication.
  expect(closeness(y, scaleColumnsReference(x, scale), { rtol: 1e-6, atol: 1e-6 })).toBeLessThanOrEqual(1);
});
