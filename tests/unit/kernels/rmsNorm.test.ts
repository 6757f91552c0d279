import { expect, test } from "vitest";
import { rmsNormBackwardReference } from "../../../src/kernels/rmsNormBackward";
import { rmsNormBackwardWeightReference } from "../../../src/kernels/rmsNormBackwardWeight";
import { rmsNormForwardReference } from "../../../src/kernels/rmsNormForward";
import { finiteDifferences } from "../../support/finiteDifferences";
import { closeness, randn } from "../../support/numeric";

const D_MODEL = 5;
const EPS = 1e-2; // large, so that a backward without it would show
const X = randn(1, 3 * D_MODEL);
const WEIGHT = randn(2, D_MODEL);
const DY = randn(3, 3 * D_MODEL);
const TOLERANCE = { rtol: 1e-6, atol: 1e-6 };

/** A loss whose gradient with respect to y is DY. */
const loss = (x: ArrayLike<number>, weight: ArrayLike<number>): number =>
  rmsNormForwardReference(x, weight, EPS).y.reduce((sum, y, i) => sum + y * DY[i]!, 0);

test("the forward twin divides by the root mean square", () => {
  const { y, invRms } = rmsNormForwardReference([3, 4, 0, 0], [1, 10], 0.5);
  expect(closeness(invRms, [1 / Math.sqrt(13), Math.SQRT2], TOLERANCE)).toBeLessThanOrEqual(1);
  expect(closeness(y, [3 / Math.sqrt(13), 40 / Math.sqrt(13), 0, 0], TOLERANCE)).toBeLessThanOrEqual(1);
});

test("the gradient of the input is that of finite differences", () => {
  const { invRms } = rmsNormForwardReference(X, WEIGHT, EPS);
  const got = rmsNormBackwardReference({ x: X, weight: WEIGHT, invRms }, DY);
  const want = finiteDifferences((x) => loss(x, WEIGHT), X);
  expect(closeness(got, want, TOLERANCE)).toBeLessThanOrEqual(1);
});

test("the gradient of the weight is that of finite differences", () => {
  const { invRms } = rmsNormForwardReference(X, WEIGHT, EPS);
  const got = rmsNormBackwardWeightReference(D_MODEL, X, invRms, DY);
  const want = finiteDifferences((weight) => loss(X, weight), WEIGHT);
  expect(closeness(got, want, TOLERANCE)).toBeLessThanOrEqual(1);
});
