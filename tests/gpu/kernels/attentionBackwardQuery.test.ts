import { expect } from "vitest";
import { attentionBackwardQuery, attentionBackwardReference } from "../../../src/kernels/attentionBackwardQuery";
import { seesFromStart } from "../../../src/kernels/attentionShape";
import { ATTENTION_CASES, type AttentionData, attentionData, attentionTolerance } from "../../support/attentionCases";
import { attentionTerms } from "../../support/attentionTerms";
import { gpuTest, run } from "../../support/gpuHarness";
import { closeness } from "../../support/numeric";

async function backward(device: GPUDevice, data: AttentionData, terms = attentionTerms(data)) {
  const { q, k, v, dO, windowStart, params, shape } = data;
  const d_q = new Float32Array(q.length).fill(777);
  const buffers = { q, k, v, window_start: windowStart, d_o: dO, terms, d_q };
  return (await run(device, attentionBackwardQuery(shape.dHead), params, buffers)).d_q;
}

const twin = ({ q, k, v, dO, windowStart, shape }: AttentionData) =>
  attentionBackwardReference(q, k, v, dO, seesFromStart(windowStart, shape), shape).dQ;

gpuTest.for(ATTENTION_CASES)("attention_backward_query is its twin at %j", async (c, { device }) => {
  const data = attentionData(c);
  expect(closeness(await backward(device, data), twin(data), attentionTolerance(c))).toBeLessThanOrEqual(1);
});

gpuTest("attention_backward_query gives 0 to a query that sees one key or none", async ({ device }) => {
  const data = attentionData({ windows: [1, 1, 40], nHeads: 2, nKvHeads: 1, dHead: 8, spread: 100 });
  data.windowStart[0] = 1;
  const d_q = await backward(device, data);
  // one key: a probability of 1 whatever its score, and d_p is delta but for rounding
  expect(closeness(d_q.slice(0, 32), new Float32Array(32), { rtol: 0, atol: 1e-5 })).toBeLessThanOrEqual(1);
  expect([...d_q.slice(0, 16)]).toEqual(new Array(16).fill(0));
});

gpuTest("attention_backward_query repeats bit for bit", async ({ device }) => {
  const data = attentionData(ATTENTION_CASES[3]!);
  expect(await backward(device, data)).toEqual(await backward(device, data));
});

gpuTest("attention_backward_query passes NaN on", async ({ device }) => {
  const data = attentionData({ windows: [40], nHeads: 1, nKvHeads: 1, dHead: 8 });
  data.dO[20 * 8] = Number.NaN;
  const d_q = await backward(device, data);
  expect(d_q.slice(20 * 8, 21 * 8).every(Number.isNaN)).toBe(true);
});
