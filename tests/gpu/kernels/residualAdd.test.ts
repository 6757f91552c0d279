import { expect } from "vitest";
import { residualAdd, residualAddReference } from "../../../src/kernels/residualAdd";
import { gpuTest, run } from "../../support/gpuHarness";
import { randn } from "../../support/numeric";

gpuTest.for([1, 127, 128, 129, 1000])("residual_add is the twin at %i elements", async (n, { device }) => {
  const [x, branch] = [randn(1, n), randn(2, n)];
  const out = await run(device, residualAdd, { n }, { x, branch, sum: new Float32Array(n) });
  // One addition: the twin's sum, rounded once.
  expect(out.sum).toEqual(Float32Array.from(residualAddReference(x, branch)));
});
