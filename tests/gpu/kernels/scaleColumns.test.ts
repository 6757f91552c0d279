import { expect } from "vitest";
import { scaleColumns, scaleColumnsReference } from "../../../src/kernels/scaleColumns";
import { gpuTest, run } from "../../support/gpuHarness";
import { closeness, randn } from "../../support/numeric";

// one element; both sides of a workgroup's columns; many rows
const SHAPES: readonly (readonly [nRows: number, nColumns: number])[] = [
  [1, 1],
  [3, 31],
  [8, 32],
  [130, 65],
];

gpuTest.for(SHAPES.flatMap((shape) => [0, 1].map((accumulate) => [...shape, accumulate] as const)))(
  "scale_columns of %d rows of %d columns, accumulate %d",
  async ([n_rows, n_columns, accumulate], { device }) => {
    const [x, scale, before] = [randn(1, n_rows * n_columns), randn(2, n_columns), randn(3, n_rows * n_columns)];
    const { y } = await run(device, scaleColumns, { n_rows, n_columns, accumulate }, { x, scale, y: before });
    const want = scaleColumnsReference(x, scale).map((product, i) => product + accumulate * before[i]!);
    // One multiplication and one addition.
    expect(closeness(y, want, { rtol: 1e-6, atol: 1e-6 })).toBeLessThanOrEqual(1);
  },
);
