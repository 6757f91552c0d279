import { describe, expect, test } from "vitest";
import { swigluBackwardReference } from "../../../src/kernels/swigluBackward";
import { swigluForwardReference } from "../../../src/kernels/swigluForward";
import { ACT_FN, type ActFn } from "../../../src/tensor/actFn";
import { finiteDifferences } from "../../support/finiteDifferences";
import { closeness, randn } from "../../support/numeric";

const [GATE, UP, D_HIDDEN] = [randn(1, 40).map((g) => 2 * g), randn(2, 40), randn(3, 40)];

// The fit of erf is off by 1.2e-7, its slope by a few times that.
const TOLERANCE = { rtol: 1e-6, atol: 5e-6 };

describe.for(Object.keys(ACT_FN) as ActFn[])("of %s", (actFn) => {
  const loss = (gate: ArrayLike<number>, up: ArrayLike<number>): number =>
    swigluForwardReference(actFn, gate, up).reduce((sum, h, i) => sum + h * D_HIDDEN[i]!, 0);
  const { dGate, dUp } = swigluBackwardReference(actFn, GATE, UP, D_HIDDEN);

  test("the gradient of the gate is that of finite differences", () => {
    const want = finiteDifferences((gate) => loss(gate, UP), GATE);
    expect(closeness(dGate, want, TOLERANCE)).toBeLessThanOrEqual(1);
  });

  test("the gradient of up is that of finite differences", () => {
    const want = finiteDifferences((up) => loss(GATE, up), UP);
    expect(closeness(dUp, want, TOLERANCE)).toBeLessThanOrEqual(1);
  });
});

test("the forward twin on paper", () => {
  expect([...swigluForwardReference("relu", [2, -3], [5, 7])]).toEqual([10, 0]);
});
