import { describe, expect } from "vitest";
import { linearBackwardInput, linearBackwardInputReference } from "../../../src/kernels/linearBackwardInput";
import { gpuTest, run } from "../../support/gpuHarness";
import { FORMATS, LINEAR_SHAPES, LINEAR_TOLERANCE, linearParams, OPERANDS } from "../../support/linearCases";
import { closeness, randn } from "../../support/numeric";
import { packMatrix } from "../../support/packMatrix";

describe.for(OPERANDS)("linear_backward_input with %s operands", (operands) => {
  gpuTest.for(FORMATS)("is the twin with weights %j", async (format, { device }) => {
    for (const shape of LINEAR_SHAPES) {
      const { nRows, nIn, nOut, yStride = nOut } = shape;
      const dy = randn(1, nRows * yStride);
      const w = packMatrix(2, format, nOut, nIn);
      const dx = randn(3, nRows * nIn);
      const params = { ...linearParams(shape), words_per_row: w.wordsPerRow };
      const out = await run(device, linearBackwardInput(format, operands), params, { dy, w: w.words, dx });
      const want = linearBackwardInputReference(shape, dy, w.values, dx);
      expect(closeness(out.dx, want, LINEAR_TOLERANCE), JSON.stringify(shape)).toBeLessThanOrEqual(1);
    }
  });
});
