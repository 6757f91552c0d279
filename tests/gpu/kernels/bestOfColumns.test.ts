import { expect } from "vitest";
import { bestOfColumns, bestOfColumnsReference } from "../../../src/kernels/bestOfColumns";
import { ALIGN_SHAPES } from "../../support/alignCases";
import { gpuTest, run } from "../../support/gpuHarness";
import { randomIntegers } from "../../support/numeric";

/** Few different scores, so that many are equal; `low` makes all of them negative. */
const CASES = ALIGN_SHAPES.flatMap((shape) => [0, 1000].map((low) => ({ ...shape, low })));

gpuTest.for(CASES)(
  "best_of_columns is the twin at %j, whole and in two chunks",
  async ({ nRows, nColumns, low }, { device }) => {
    const scores = Float32Array.from(randomIntegers(1, nRows * nColumns, 9), (score) => score - low);
    const want = bestOfColumnsReference(scores, nColumns);
    const unread = { top: new Float32Array(nColumns).fill(99), best: new Uint32Array(nColumns).fill(99) };
    const size = { n_columns: nColumns, first_row: 0 };
    const whole = await run(device, bestOfColumns, { ...size, n_rows: nRows }, { scores, ...unread });
    expect(whole.best).toEqual(want);

    const half = Math.ceil(nRows / 2);
    if (half === nRows) return;
    const head = scores.slice(0, half * nColumns);
    const tail = scores.slice(half * nColumns);
    const first = await run(device, bestOfColumns, { ...size, n_rows: half }, { scores: head, ...unread });
    const rest = { n_columns: nColumns, n_rows: nRows - half, first_row: half };
    const both = await run(device, bestOfColumns, rest, { scores: tail, top: first.top, best: first.best });
    expect(both.best).toEqual(want);
  },
);
