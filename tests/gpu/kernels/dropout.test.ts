import { expect } from "vitest";
import { dropout, dropoutParams, dropoutReference } from "../../../src/kernels/dropout";
import { gpuTest, run } from "../../support/gpuHarness";
import { closeness, randn } from "../../support/numeric";

gpuTest.for([1, 127, 5000])("dropout of %d elements has the twin's mask", async (n, { device }) => {
  const draw = { share: 0.3, salt: 0xdeadbeef };
  const { x } = await run(device, dropout, dropoutParams(n, draw), { x: randn(n, n) });
  // One multiplication of numbers of about 1; what is dropped is 0 on both sides.
  expect(closeness(x, dropoutReference(randn(n, n), draw), { rtol: 1e-6, atol: 1e-6 })).toBeLessThanOrEqual(1);
});
