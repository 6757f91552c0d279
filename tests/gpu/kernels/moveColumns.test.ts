import { expect } from "vitest";
import { MOVE_OP, type MoveOp, moveColumns, moveColumnsReference } from "../../../src/kernels/moveColumns";
import { gpuTest, run } from "../../support/gpuHarness";
import { randn } from "../../support/numeric";

interface Case {
  readonly nRows: number;
  readonly nColumns: number;
  readonly index: readonly number[];
}

// one element; a part in odd order; all columns of more rows and columns than a workgroup; a column beyond the last
const CASES: readonly Case[] = [
  { nRows: 1, nColumns: 1, index: [0] },
  { nRows: 5, nColumns: 7, index: [6, 0, 3] },
  { nRows: 19, nColumns: 70, index: Array.from({ length: 70 }, (_, j) => 69 - j) },
  { nRows: 3, nColumns: 4, index: [1, 4, 3] },
];

gpuTest.for(CASES.flatMap((c) => (["copy", "take", "put"] as const).map((op): [MoveOp, Case] => [op, c])))(
  "move_columns %s is exact at %j",
  async ([op, { nRows, nColumns, index }], { device }) => {
    const [x, chosen] = [randn(1, nRows * nColumns), randn(2, nRows * index.length)];
    const params = { n_rows: nRows, n_columns: nColumns, n_index: index.length, op: MOVE_OP[op] };
    const got = await run(device, moveColumns, params, { index: Uint32Array.from(index), x, chosen });
    const want = moveColumnsReference(op, nColumns, index, x, chosen);
    expect([got.x, got.chosen]).toEqual([Float32Array.from(want.x), Float32Array.from(want.chosen)]);
  },
);
