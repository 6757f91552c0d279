import { describe, expect } from "vitest";
import { linearForwardReference } from "../../../src/kernels/linearForward";
import { linearRow } from "../../../src/kernels/linearRow";
import { gpuTest, run } from "../../support/gpuHarness";
import { FORMATS, LINEAR_SHAPES, LINEAR_TOLERANCE, linearParams, OPERANDS } from "../../support/linearCases";
import { closeness, randn } from "../../support/numeric";
import { packMatrix } from "../../support/packMatrix";

describe.for(OPERANDS)("linear_row with %s operands", (operands) => {
  gpuTest.for(FORMATS)("is linear_forward's twin with weights %j", async (format, { device }) => {
    for (const shape of LINEAR_SHAPES) {
      const { nRows, nIn, nOut, yStride = nOut } = shape;
      const x = randn(1, nRows * nIn);
      const w = packMatrix(2, format, nOut, nIn);
      const y = randn(3, nRows * yStride);
      const params = { ...linearParams(shape), words_per_row: w.wordsPerRow };
      const out = await run(device, linearRow(format, operands), params, { x, w: w.words, y });
      const want = linearForwardReference(shape, x, w.values, y);
      expect(closeness(out.y, want, LINEAR_TOLERANCE), JSON.stringify(shape)).toBeLessThanOrEqual(1);
    }
  });

  gpuTest("repeats bit for bit", async ({ device }) => {
    const w = packMatrix(2, { kind: "f32" }, 65, 129);
    const params = { ...linearParams({ nRows: 1, nIn: 129, nOut: 65 }), words_per_row: w.wordsPerRow };
    const data = { x: randn(1, 129), w: w.words, y: new Float32Array(65) };
    const once = () => run(device, linearRow({ kind: "f32" }, operands), params, data);
    expect((await once()).y).toEqual((await once()).y);
  });
});

gpuTest("linear_row refuses columns that do not fit a row, and rows of another format", async ({ device }) => {
  const data = { x: new Float32Array(4), w: new Uint32Array(4), y: new Float32Array(4) };
  const params = { ...linearParams({ nRows: 2, nIn: 2, nOut: 2 }), words_per_row: 2 };
  await expect(run(device, linearRow({ kind: "f32" }), { ...params, y_offset: 1 }, data)).rejects.toThrow("do not fit");
  await expect(run(device, linearRow({ kind: "f16" }), params, data)).rejects.toThrow("in f16 has 1 words, not 2");
});
