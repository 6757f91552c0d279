import { describe, expect } from "vitest";
import { interveneGate, interveneGateReference } from "../../../src/kernels/interveneGate";
import { INTERVENTION_OP } from "../../../src/kernels/intervention";
import { gpuTest, run } from "../../support/gpuHarness";
import { chosenNeurons, INTERVENTION_SHAPES, OPS } from "../../support/interventionCases";
import { randn } from "../../support/numeric";

describe.for(OPS)("intervene_gate by %s", (op) => {
  gpuTest.for(INTERVENTION_SHAPES)("is the twin at %j", async ({ nRows, dMlp, nIndex }, { device }) => {
    const chosen = chosenNeurons(dMlp, nIndex);
    const gate = randn(2, nRows * dMlp);
    const params = { n_rows: nRows, d_mlp: dMlp, n_index: nIndex, op: INTERVENTION_OP[op] };
    const out = await run(device, interveneGate, params, { ...chosen, gate });
    // One operation: the twin's value, rounded once.
    expect(out.gate).toEqual(Float32Array.from(interveneGateReference(op, dMlp, gate, chosen)));
  });
});

gpuTest("intervene_gate leaves out neurons beyond the layer and refuses an unknown op", async ({ device }) => {
  const params = { n_rows: 2, d_mlp: 2, n_index: 2, op: 0 };
  const data = { index: Uint32Array.of(2, 1), value: Float32Array.of(7, 8), gate: new Float32Array(4) };
  expect([...(await run(device, interveneGate, params, data)).gate]).toEqual([0, 8, 0, 8]);
  await expect(run(device, interveneGate, { ...params, op: 3 }, data)).rejects.toThrow(
    "op 3 is none of set, add, scale",
  );
});
