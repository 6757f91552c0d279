import { describe, expect } from "vitest";
import { interveneHidden, interveneHiddenReference } from "../../../src/kernels/interveneHidden";
import { INTERVENTION_OP } from "../../../src/kernels/intervention";
import { gpuTest, run } from "../../support/gpuHarness";
import { chosenNeurons, INTERVENTION_SHAPES, OPS } from "../../support/interventionCases";
import { closeness, randn } from "../../support/numeric";

// f32 exp and tanh, and an erf good to 1.2e-7, times a gate and an up of a few.
const TOLERANCE = { rtol: 1e-5, atol: 1e-5 };

describe.for(OPS)("intervene_hidden by %s", (op) => {
  gpuTest.for(INTERVENTION_SHAPES)("is the twin at %j", async ({ nRows, dMlp, nIndex }, { device }) => {
    const chosen = chosenNeurons(dMlp, nIndex);
    const n = nRows * dMlp;
    const values = { gate: randn(2, n), up: randn(3, n), hidden: randn(4, n) };
    for (const actFn of ["silu", "gelu", "gelu_tanh"] as const) {
      const params = { n_rows: nRows, d_mlp: dMlp, n_index: nIndex, op: INTERVENTION_OP[op] };
      const out = await run(device, interveneHidden(actFn), params, { ...values, ...chosen });
      const want = interveneHiddenReference(op, actFn, dMlp, values, chosen);
      expect(closeness(out.hidden, want, TOLERANCE)).toBeLessThanOrEqual(1);
    }
  });
});

gpuTest("intervene_hidden leaves out neurons beyond the layer and refuses an unknown op", async ({ device }) => {
  const params = { n_rows: 1, d_mlp: 2, n_index: 2, op: 0 };
  const chosen = { index: Uint32Array.of(2, 1), value: Float32Array.of(7, 8) };
  const data = { gate: new Float32Array(2), up: Float32Array.of(2, 3), hidden: new Float32Array(2), ...chosen };
  const kernel = interveneHidden("silu");
  expect([...(await run(device, kernel, params, data)).hidden]).toEqual([0, 24]);
  await expect(run(device, kernel, { ...params, op: 3 }, data)).rejects.toThrow("op 3 is none of set, add, scale");
});
