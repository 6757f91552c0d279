import { describe, expect, test } from "vitest";
import {
  add,
  gradients,
  join,
  leaf,
  map,
  multiply,
  pick,
  rowSums,
  spreadColumn,
  spreadRow,
  stack,
  takeColumns,
  takeRows,
  timesTransposed,
  transpose,
  type Value,
} from "../support/autodiff";
import { finiteDifferences } from "../support/finiteDifferences";
import { closeness, randn } from "../support/numeric";

const [A, B] = [randn(1, 12), randn(2, 12)];

/** Each primitive of a [3, 4] and b [3, 4]; [4, 3] or other shapes are fine too. */
const PRIMITIVES: Readonly<Record<string, (a: Value, b: Value) => Value>> = {
  add,
  multiply,
  map: (a) => map(a, Math.sin, Math.cos),
  "map by its value": (a) =>
    map(
      a,
      (x) => Math.exp(x),
      (_, y) => y,
    ),
  timesTransposed,
  transpose,
  takeRows: (a) => takeRows(a, [2, 0, 2]),
  takeColumns: (a) => takeColumns(a, 1, 3),
  pick: (a) => pick(a, [3, 0, 3]),
  spreadRow: (a) => spreadRow(takeRows(a, [1]), 5),
  spreadColumn: (a) => spreadColumn(takeColumns(a, 2, 3), 5),
  rowSums,
  stack: (a, b) => stack([a, b, a]),
  join: (a, b) => join([a, b, a]),
  "a value used twice": (a, b) => multiply(add(a, b), a),
};

/** A sum of the elements' squares with different weights. */
function lossOf(value: Value): Value {
  const weights = leaf(value.rows, value.cols, randn(3, value.data.length));
  return rowSums(transpose(rowSums(multiply(multiply(value, value), weights))));
}

describe.for(Object.entries(PRIMITIVES))("%s", ([, op]) => {
  test("has the gradients of finite differences", () => {
    const [a, b] = [leaf(3, 4, A), leaf(3, 4, B)];
    const got = gradients(lossOf(op(a, b)), [a, b]);
    const loss = (x: ArrayLike<number>, y: ArrayLike<number>): number =>
      lossOf(op(leaf(3, 4, x), leaf(3, 4, y))).data[0]!;
    const tolerance = { rtol: 1e-6, atol: 1e-6 };
    const [wantA, wantB] = [finiteDifferences((x) => loss(x, B), A), finiteDifferences((y) => loss(A, y), B)];
    expect(closeness(got[0]!, wantA, tolerance)).toBeLessThanOrEqual(1);
    expect(closeness(got[1]!, wantB, tolerance)).toBeLessThanOrEqual(1);
  });
});

test("puts values where they belong", () => {
  const a = leaf(2, 3, [1, 2, 3, 4, 5, 6]);
  expect([...transpose(a).data]).toEqual([1, 4, 2, 5, 3, 6]);
  expect([...takeRows(a, [1, 1]).data]).toEqual([4, 5, 6, 4, 5, 6]);
  expect([...takeColumns(a, 1, 3).data]).toEqual([2, 3, 5, 6]);
  expect([...pick(a, [2, 0]).data]).toEqual([3, 4]);
  expect([...rowSums(a).data]).toEqual([6, 15]);
  expect([...timesTransposed(a, leaf(1, 3, [1, 0, 2])).data]).toEqual([7, 16]);
  expect([...spreadRow(leaf(1, 2, [1, 2]), 2).data]).toEqual([1, 2, 1, 2]);
  expect([...spreadColumn(leaf(2, 1, [1, 2]), 2).data]).toEqual([1, 1, 2, 2]);
  expect([...stack([a, leaf(1, 3, [7, 8, 9])]).data]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect([...join([a, leaf(2, 1, [7, 8])]).data]).toEqual([1, 2, 3, 7, 4, 5, 6, 8]);
});

test("refuses shapes that do not fit", () => {
  const [a, b] = [leaf(2, 3, new Float64Array(6)), leaf(3, 2, new Float64Array(6))];
  for (const op of [add, multiply, timesTransposed, (x: Value, y: Value) => stack([x, y])]) {
    expect(() => op(a, b)).toThrow("belongs");
  }
  expect(() => leaf(2, 2, [1])).toThrow("no 2 x 2 matrix");
  expect(() => gradients(a, [a])).toThrow("1 x 1 belongs");
});
