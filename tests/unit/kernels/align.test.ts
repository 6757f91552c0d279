import { expect, test } from "vitest";
import { bestOfColumnsReference } from "../../../src/kernels/bestOfColumns";
import { bestOfRowsReference } from "../../../src/kernels/bestOfRows";
import { centreRowsReference } from "../../../src/kernels/centreRows";
import { poolMeanReference } from "../../../src/kernels/poolMean";
import { rowDotsReference } from "../../../src/kernels/rowDots";
import { unitRowsReference } from "../../../src/kernels/unitRows";

test("the mean of a segment is that of its rows, and zeros without any", () => {
  const x = [9, 9, 1, 10, 3, 30, 5, 50];
  expect([...poolMeanReference(x, [1, 1, 4], 2)]).toEqual([0, 0, 3, 30]);
});

test("rows less a multiple of one", () => {
  expect([...centreRowsReference([1, 2, 3, 4], [10, 20], 0.5)]).toEqual([-4, -8, -2, -6]);
});

test("unit rows have length 1, zeros none", () => {
  expect([...unitRowsReference([3, -4, 0, 0], 2)]).toEqual([0.6, -0.8, 0, 0]);
});

test("products of rows, shifted around", () => {
  const [a, b] = [
    [1, 2, 3, 4, 5, 6],
    [1, 0, 0, 1, 1, 1],
  ];
  expect([...rowDotsReference(a!, b!, 2, 0)]).toEqual([1, 4, 11]);
  expect([...rowDotsReference(a!, b!, 2, 1)]).toEqual([2, 7, 5]);
  expect([...rowDotsReference(a!, b!, 2, 4)]).toEqual([2, 7, 5]);
});

test("the best of rows and columns are the first of equals", () => {
  const scores = [1, 3, 3, 3, 2, 3];
  expect([...bestOfRowsReference(scores, 3)]).toEqual([1, 0]);
  expect([...bestOfColumnsReference(scores, 3)]).toEqual([1, 0, 0]);
  expect([...bestOfRowsReference([-5, -3], 2)]).toEqual([1]);
});
