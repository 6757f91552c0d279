import { describe, expect } from "vitest";
import { swigluForward, swigluForwardReference } from "../../../src/kernels/swigluForward";
import { ACT_FN, type ActFn } from "../../../src/tensor/actFn";
import { gpuTest, run } from "../../support/gpuHarness";
import { closeness, randn } from "../../support/numeric";

const ACT_FNS = Object.keys(ACT_FN) as ActFn[];

// f32 exp and tanh, and an erf good to 1.2e-7, times a gate and an up of a few.
const TOLERANCE = { rtol: 1e-5, atol: 1e-5 };

describe.for(ACT_FNS)("swiglu_forward by %s", (actFn) => {
  gpuTest.for([1, 127, 128, 129, 1000])("is the twin at %i elements", async (n, { device }) => {
    const [gate, up] = [randn(1, n).map((g) => 3 * g), randn(2, n)];
    const out = await run(device, swigluForward(actFn), { n }, { gate, up, hidden: new Float32Array(n) });
    expect(closeness(out.hidden, swigluForwardReference(actFn, gate, up), TOLERANCE)).toBeLessThanOrEqual(1);
  });
});

gpuTest("swiglu_forward folds its grid where one side is too short", async ({ device }) => {
  const n = 128 * 65_535 + 5;
  const gate = Float32Array.from({ length: n }, (_, i) => i % 1000);
  const up = new Float32Array(n).fill(2);
  const out = await run(device, swigluForward("identity"), { n }, { gate, up, hidden: new Float32Array(n) });
  expect(out.hidden.findIndex((got, i) => got !== 2 * (i % 1000))).toBe(-1);
});
