import { expect } from "vitest";
import { linearBackwardWeight, linearBackwardWeightReference } from "../../../src/kernels/linearBackwardWeight";
import { gpuTest, run } from "../../support/gpuHarness";
import { LINEAR_SHAPES, LINEAR_TOLERANCE, linearParams, OPERANDS } from "../../support/linearCases";
import { closeness, randn } from "../../support/numeric";

gpuTest.for(OPERANDS)("linear_backward_weight with %s operands is the twin", async (operands, { device }) => {
  for (const shape of LINEAR_SHAPES) {
    const { nRows, nIn, nOut, yStride = nOut } = shape;
    const dy = randn(1, nRows * yStride);
    const x = randn(2, nRows * nIn);
    const dw = randn(3, nOut * nIn);
    const out = await run(device, linearBackwardWeight(operands), linearParams(shape), { dy, x, dw });
    const want = linearBackwardWeightReference(shape, dy, x, dw);
    expect(closeness(out.dw, want, LINEAR_TOLERANCE), JSON.stringify(shape)).toBeLessThanOrEqual(1);
  }
});
