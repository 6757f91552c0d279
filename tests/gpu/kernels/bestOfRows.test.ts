import { expect } from "vitest";
import { bestOfRows, bestOfRowsReference } from "../../../src/kernels/bestOfRows";
import { ALIGN_SHAPES } from "../../support/alignCases";
import { gpuTest, run } from "../../support/gpuHarness";
import { randomIntegers } from "../../support/numeric";

/** Few different scores, so that many are equal; `low` makes all of them negative. */
const CASES = ALIGN_SHAPES.flatMap((shape) => [0, 1000].map((low) => ({ ...shape, low })));

gpuTest.for(CASES)("best_of_rows is the twin at %j", async ({ nRows, nColumns, low }, { device }) => {
  const scores = Float32Array.from(randomIntegers(1, nRows * nColumns, 9), (score) => score - low);
  const params = { n_rows: nRows, n_columns: nColumns };
  const out = await run(device, bestOfRows, params, { scores, best: new Uint32Array(nRows).fill(9) });
  expect(out.best).toEqual(bestOfRowsReference(scores, nColumns));
});
