import { expect } from "vitest";
import { biasForward, biasForwardReference } from "../../../src/kernels/biasForward";
import { gpuTest, run } from "../../support/gpuHarness";
import { closeness, randn } from "../../support/numeric";

// one element; both sides of a workgroup's columns; many rows
const SHAPES: readonly (readonly [nRows: number, nColumns: number])[] = [
  [1, 1],
  [3, 31],
  [8, 32],
  [130, 65],
];

gpuTest.for(SHAPES)("bias_forward of %d rows of %d columns", async ([n_rows, n_columns], { device }) => {
  const [x, bias] = [randn(1, n_rows * n_columns), randn(2, n_columns)];
  const { y } = await run(device, biasForward, { n_rows, n_columns }, { bias, y: x });
  // One addition.
  expect(closeness(y, biasForwardReference(bias, x), { rtol: 1e-6, atol: 1e-6 })).toBeLessThanOrEqual(1);
});
