import { describe, expect } from "vitest";
import { swigluBackward, swigluBackwardReference } from "../../../src/kernels/swigluBackward";
import { ACT_FN, ACT_FN_DERIVATIVE, type ActFn } from "../../../src/tensor/actFn";
import { gpuTest, run } from "../../support/gpuHarness";
import { closeness, randn } from "../../support/numeric";

const ACT_FNS = Object.keys(ACT_FN) as ActFn[];

// f32 exp and tanh, and an erf good to 1.2e-7, times an up and a gradient of a few.
const TOLERANCE = { rtol: 1e-5, atol: 1e-5 };

describe.for(ACT_FNS)("swiglu_backward by %s", (actFn) => {
  gpuTest.for([1, 127, 128, 129, 1000])("is the twin at %i elements", async (n, { device }) => {
    const data = { gate: randn(1, n).map((g) => 3 * g), up: randn(2, n), d_hidden: randn(3, n) };
    const gradients = { d_gate: new Float32Array(n), d_up: new Float32Array(n) };
    const out = await run(device, swigluBackward(actFn), { n }, { ...data, ...gradients });
    const want = swigluBackwardReference(actFn, data.gate, data.up, data.d_hidden);
    expect(closeness(out.d_gate, want.dGate, TOLERANCE)).toBeLessThanOrEqual(1);
    expect(closeness(out.d_up, want.dUp, TOLERANCE)).toBeLessThanOrEqual(1);
  });

  gpuTest("is finite and right in the tails", async ({ device }) => {
    const gate = Float32Array.from([-3e38, -1e20, -1000, -100, -30, -10, 0, 10, 30, 100, 1000, 1e20, 3e38]);
    const ones = new Float32Array(gate.length).fill(1);
    const gradients = { d_gate: ones.slice(), d_up: ones.slice() };
    const out = await run(
      device,
      swigluBackward(actFn),
      { n: gate.length },
      { gate, up: ones, d_hidden: ones, ...gradients },
    );
    // The f64 functions overflow only where f32 has long come to 0 or 1.
    const want = Array.from(gate, (g) => ACT_FN_DERIVATIVE[actFn](Math.max(-100, Math.min(100, g))));
    expect(closeness(out.d_gate, want, TOLERANCE)).toBeLessThanOrEqual(1);
  });
});
