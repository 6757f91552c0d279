import { describe, expect } from "vitest";
import { linearBackwardInput, linearBackwardInputReference } from "../../../src/kernels/linearBackwardInput";
import { gpuTest, run } from "../../support/gpuHarness";
import { FORMATS, LINEAR_SHAPES, LINEAR_TOLERANCE, linearParams } from "../../support/linearCases";
import { closeness, randn } from "../../support/numeric";
import { packMatrix } from "../../support/packMatrix";

describe.for(FORMATS)("linear_backward_input with weights %j", (format) => {
  gpuTest.for(LINEAR_SHAPES)("is the twin at %j", async (shape, { device }) => {
    const { nRows, nIn, nOut, yStride = nOut } = shape;
    const dy = randn(1, nRows * yStride);
    const w = packMatrix(2, format, nOut, nIn);
    const dx = randn(3, nRows * nIn);
    const params = { ...linearParams(shape), words_per_row: w.wordsPerRow };
    const out = await run(device, linearBackwardInput(format), params, { dy, w: w.words, dx });
    const want = linearBackwardInputReference(shape, dy, w.values, dx);
    expect(closeness(out.dx, want, LINEAR_TOLERANCE)).toBeLessThanOrEqual(1);
  });
});
