import { describe, expect } from "vitest";
import { columnSums, columnSumsReference } from "../../../src/kernels/columnSums";
import { gpuTest, run } from "../../support/gpuHarness";
import { closeness, randn } from "../../support/numeric";

// one element; both sides of a workgroup's columns; many rows
const SHAPES: readonly (readonly [nRows: number, nColumns: number])[] = [
  [1, 1],
  [3, 31],
  [8, 32],
  [130, 65],
];

describe.for(SHAPES)("column_sums of %d rows of %d columns", ([n_rows, n_columns]) => {
  gpuTest.for([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ] as const)("with product %d, accumulate %d", async ([product, accumulate], { device }) => {
    const [a, b, before] = [randn(1, n_rows! * n_columns!), randn(2, n_rows! * n_columns!), randn(3, n_columns!)];
    const params = { n_rows: n_rows!, n_columns: n_columns!, product, accumulate };
    const { sums } = await run(device, columnSums, params, { a, b, sums: before });
    const want = columnSumsReference(a, product ? b : null, accumulate ? before : before.map(() => 0));
    // Sums of at most 130 terms of about 1.
    expect(closeness(sums, want, { rtol: 1e-5, atol: 1e-5 })).toBeLessThanOrEqual(1);
  });
});
