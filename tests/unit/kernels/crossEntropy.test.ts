import { describe, expect, test } from "vitest";
import { crossEntropyBackwardReference } from "../../../src/kernels/crossEntropyBackward";
import { crossEntropyForwardReference, NO_TARGET } from "../../../src/kernels/crossEntropyForward";
import { finiteDifferences } from "../../support/finiteDifferences";
import { closeness, randn } from "../../support/numeric";

describe("cross entropy's twin", () => {
  test("knows odds of 1 : 2 : 3, and a uniform row", () => {
    const logits = [0, Math.log(2), Math.log(3), 7, 7, 7];
    const { logProb, logSumExp } = crossEntropyForwardReference(logits, Uint32Array.of(1, 2));
    expect(closeness(logProb, [Math.log(1 / 3), -Math.log(3)], { rtol: 1e-14, atol: 0 })).toBeLessThanOrEqual(1);
    expect(closeness(logSumExp, [Math.log(6), 7 + Math.log(3)], { rtol: 1e-14, atol: 0 })).toBeLessThanOrEqual(1);
  });

  test("has the gradient of central differences", () => {
    const targets = Uint32Array.of(3, NO_TARGET, 0, 6);
    const [logits, weights] = [randn(1, 4 * 7), [0.5, 2, -1, 0.25]];
    const loss = (x: ArrayLike<number>): number =>
      -crossEntropyForwardReference(x, targets).logProb.reduce((sum, logProb, row) => sum + weights[row]! * logProb, 0);
    const got = crossEntropyBackwardReference(logits, targets, weights);
    expect(closeness(got, finiteDifferences(loss, logits), { rtol: 1e-6, atol: 1e-8 })).toBeLessThanOrEqual(1);
  });

  test("tells rows without a softmax, and targets outside the vocabulary", () => {
    const { POSITIVE_INFINITY: inf, NaN: nan } = Number;
    const logits = [1, nan, 1, inf, -inf, -inf, 0, -inf, 0, 0];
    const { logProb } = crossEntropyForwardReference(logits, Uint32Array.of(0, 0, 0, 1, 2));
    expect([...logProb]).toEqual([nan, nan, nan, -inf, nan]);
  });
});
