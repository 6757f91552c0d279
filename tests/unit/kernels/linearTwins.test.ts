import { expect, test } from "vitest";
import { linearBackwardInputReference } from "../../../src/kernels/linearBackwardInput";
import { linearBackwardWeightReference } from "../../../src/kernels/linearBackwardWeight";
import { linearForwardReference } from "../../../src/kernels/linearForward";
import { finiteDifferences } from "../../support/finiteDifferences";
import { closeness, randn } from "../../support/numeric";

const SHAPE = { nRows: 3, nIn: 4, nOut: 5, yStride: 8, yOffset: 2, alpha: 1.5 };
const X = randn(1, 3 * 4);
const W = randn(2, 5 * 4);
const D_LOSS = randn(3, 3 * 8);

/** A loss whose gradient with respect to y is D_LOSS. */
const loss = (x: ArrayLike<number>, w: ArrayLike<number>): number =>
  linearForwardReference(SHAPE, x, w, new Float64Array(3 * 8)).reduce((sum, y, i) => sum + y * D_LOSS[i]!, 0);

const TOLERANCE = { rtol: 1e-7, atol: 1e-7 };

test("the forward twin multiplies as on paper and leaves the other columns", () => {
  const shape = { nRows: 2, nIn: 2, nOut: 2, yStride: 3, yOffset: 1, alpha: 2 };
  const x = [1, 2, 3, 4];
  const w = [5, 6, 7, 8];
  const y = [9, 1, 1, 9, 1, 1];
  expect([...linearForwardReference(shape, x, w, y)]).toEqual([9, 34, 46, 9, 78, 106]);
  expect([...linearForwardReference({ ...shape, accumulate: true }, x, w, y)]).toEqual([9, 35, 47, 9, 79, 107]);
});

test("the gradient of the input is that of finite differences", () => {
  const got = linearBackwardInputReference(SHAPE, D_LOSS, W, new Float64Array(X.length));
  expect(
    closeness(
      got,
      finiteDifferences((x) => loss(x, W), X),
      TOLERANCE,
    ),
  ).toBeLessThanOrEqual(1);
});

test("the gradient of the weights is that of finite differences", () => {
  const got = linearBackwardWeightReference(SHAPE, D_LOSS, X, new Float64Array(W.length));
  expect(
    closeness(
      got,
      finiteDifferences((w) => loss(X, w), W),
      TOLERANCE,
    ),
  ).toBeLessThanOrEqual(1);
});

test("gradients add to what is there when they accumulate", () => {
  const there = randn(4, X.length);
  const alone = linearBackwardInputReference(SHAPE, D_LOSS, W, there);
  const added = linearBackwardInputReference({ ...SHAPE, accumulate: true }, D_LOSS, W, there);
  expect(
    closeness(
      added,
      alone.map((d, i) => d + there[i]!),
      TOLERANCE,
    ),
  ).toBeLessThanOrEqual(1);
  const dw = linearBackwardWeightReference(SHAPE, D_LOSS, X, W);
  const dwAdded = linearBackwardWeightReference({ ...SHAPE, accumulate: true }, D_LOSS, X, W);
  expect(
    closeness(
      dwAdded,
      dw.map((d, i) => d + W[i]!),
      TOLERANCE,
    ),
  ).toBeLessThanOrEqual(1);
});
