import { expect } from "vitest";
import { attentionBackwardKeyValue } from "../../../src/kernels/attentionBackwardKeyValue";
import { attentionBackwardReference } from "../../../src/kernels/attentionBackwardQuery";
import { seesUntilEnd } from "../../../src/kernels/attentionShape";
import { ATTENTION_CASES, type AttentionData, attentionData, attentionTolerance } from "../../support/attentionCases";
import { attentionTerms } from "../../support/attentionTerms";
import { gpuTest, run } from "../../support/gpuHarness";
import { closeness } from "../../support/numeric";

async function backward(device: GPUDevice, data: AttentionData) {
  const { q, k, v, dO, windowEnd, params, shape } = data;
  const [d_k, d_v] = [new Float32Array(k.length).fill(777), new Float32Array(v.length).fill(777)];
  const buffers = { q, k, v, window_end: windowEnd, d_o: dO, terms: attentionTerms(data), d_k, d_v };
  return run(device, attentionBackwardKeyValue(shape.dHead), params, buffers);
}

const twin = ({ q, k, v, dO, windowEnd, shape }: AttentionData) =>
  attentionBackwardReference(q, k, v, dO, seesUntilEnd(windowEnd, shape), shape);

gpuTest.for(ATTENTION_CASES)("attention_backward_key_value is its twin at %j", async (c, { device }) => {
  const data = attentionData(c);
  const [got, want] = [await backward(device, data), twin(data)];
  expect(closeness(got.d_k, want.dK, attentionTolerance({ ...c, spread: (c.spread ?? 1) ** 2 }))).toBeLessThanOrEqual(
    1,
  );
  expect(closeness(got.d_v, want.dV, attentionTolerance(c))).toBeLessThanOrEqual(1);
});

gpuTest("attention_backward_key_value gives 0 to a key that no query sees", async ({ device }) => {
  const data = attentionData({ windows: [70], nHeads: 2, nKvHeads: 1, dHead: 8, keyOffset: 50, sliding: 4 });
  const { d_k, d_v } = await backward(device, data);
  expect([...d_k.slice(0, 47 * 8)]).toEqual(new Array(47 * 8).fill(0));
  expect([...d_v.slice(0, 47 * 8)]).toEqual(new Array(47 * 8).fill(0));
  expect(d_v.slice(47 * 8, 48 * 8).every((x) => x !== 0)).toBe(true);
});

gpuTest("attention_backward_key_value repeats bit for bit", async ({ device }) => {
  const data = attentionData(ATTENTION_CASES[3]!);
  const [once, again] = [await backward(device, data), await backward(device, data)];
  expect(again.d_k).toEqual(once.d_k);
  expect(again.d_v).toEqual(once.d_v);
});

gpuTest("attention_backward_key_value passes NaN on", async ({ device }) => {
  const data = attentionData({ windows: [40], nHeads: 1, nKvHeads: 1, dHead: 8 });
  data.dO[20 * 8] = Number.NaN;
  const { d_k, d_v } = await backward(device, data);
  expect(d_k.slice(0, 21 * 8).every(Number.isNaN)).toBe(true);
  expect(Number.isNaN(d_v[0])).toBe(true);
});
