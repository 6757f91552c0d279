import { expect } from "vitest";
import { appendRows, appendRowsReference } from "../../../src/kernels/appendRows";
import { gpuTest, run } from "../../support/gpuHarness";
import { randn } from "../../support/numeric";

gpuTest.for([
  [1, 1, 1],
  [1, 9, 12],
  [3, 5, 64],
  [7, 7, 33],
] as const)("append_rows is the twin at %i rows behind %i of %i", async ([nRows, nKeys, width], { device }) => {
  const [k, v] = [randn(1, nRows * width), randn(2, nRows * width)];
  const [allK, allV] = [randn(3, nKeys * width), randn(4, nKeys * width)];
  const params = { n_rows: nRows, n_keys: nKeys, width };
  const out = await run(device, appendRows, params, { k, v, all_k: allK, all_v: allV });
  expect(out.all_k).toEqual(appendRowsReference(k, allK));
  expect(out.all_v).toEqual(appendRowsReference(v, allV));
});

gpuTest("append_rows refuses more rows than there are", async ({ device }) => {
  const data = { k: randn(1, 4), v: randn(1, 4), all_k: randn(1, 2), all_v: randn(1, 2) };
  await expect(run(device, appendRows, { n_rows: 2, n_keys: 1, width: 2 }, data)).rejects.toThrow(
    "2 rows do not fit 1",
  );
});
