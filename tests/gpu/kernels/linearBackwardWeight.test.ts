import { expect } from "vitest";
import { linearBackwardWeight, linearBackwardWeightReference } from "../../../src/kernels/linearBackwardWeight";
import { gpuTest, run } from "../../support/gpuHarness";
import { LINEAR_SHAPES, LINEAR_TOLERANCE, linearParams } from "../../support/linearCases";
import { closeness, randn } from "../../support/numeric";

gpuTest.for(LINEAR_SHAPES)("linear_backward_weight is the twin at %j", async (shape, { device }) => {
  const { nRows, nIn, nOut, yStride = nOut } = shape;
  const dy = randn(1, nRows * yStride);
  const x = randn(2, nRows * nIn);
  const dw = randn(3, nOut * nIn);
  const out = await run(device, linearBackwardWeight, linearParams(shape), { dy, x, dw });
  const want = linearBackwardWeightReference(shape, dy, x, dw);
  expect(closeness(out.dw, want, LINEAR_TOLERANCE)).toBeLessThanOrEqual(1);
});
