import { expect } from "vitest";
import { type attentionForward, attentionForwardReference } from "../../src/kernels/attentionForward";
import type { attentionRow } from "../../src/kernels/attentionRow";
import { seesFromStart } from "../../src/kernels/attentionShape";
import {
  ATTENTION_CASES,
  type AttentionCase,
  type AttentionData,
  attentionData,
  attentionTolerance,
} from "./attentionCases";
import { gpuTest, run } from "./gpuHarness";
import { closeness } from "./numeric";

const UNTOUCHED = 777;

/** A kernel that computes what attention_forward does, for heads of so many channels. */
type Forward = typeof attentionForward | typeof attentionRow;

async function outputOf(
  kernel: Forward,
  device: GPUDevice,
  { dHead }: AttentionCase,
  { params, q, k, v, windowStart }: AttentionData,
) {
  return run(device, kernel(dHead), params, {
    q,
    k,
    v,
    window_start: windowStart,
    o: new Float32Array(q.length).fill(UNTOUCHED),
    log_sum_exp: new Float32Array(params.n_queries * params.n_heads).fill(UNTOUCHED),
  });
}

const twin = ({ q, k, v, windowStart, shape }: AttentionData) =>
  attentionForwardReference(q, k, v, seesFromStart(windowStart, shape), shape);

/** Holds a kernel against attention_forward's definition, in every case and at its edges. */
export function testAttention(kernel: Forward): void {
  const forward = (device: GPUDevice, c: AttentionCase, data: AttentionData) => outputOf(kernel, device, c, data);

  gpuTest.for(ATTENTION_CASES)("is its twin at %j", async (c, { device }) => {
    const data = attentionData(c);
    const got = await forward(device, c, data);
    const want = twin(data);
    expect(closeness(got.o, want.o, attentionTolerance(c))).toBeLessThanOrEqual(1);
    expect(closeness(got.log_sum_exp, want.logSumExp, { rtol: 1e-6, atol: 1e-5 })).toBeLessThanOrEqual(1);
  });

  const CASE = { windows: [40, 30], nHeads: 2, nKvHeads: 1, dHead: 8 };

  gpuTest("gives the value itself to a query that sees one key", async ({ device }) => {
    const c = { windows: new Array<number>(37).fill(1), nHeads: 1, nKvHeads: 1, dHead: 5, spread: 1e4 };
    const data = attentionData(c);
    const { o } = await forward(device, c, data);
    expect(o).toEqual(data.v);
  });

  gpuTest("lets no other window in, whatever it holds", async ({ device }) => {
    const data = attentionData(CASE);
    const [first, second] = [data, attentionData(CASE, 50)].map((from) => ({
      k: from.k.slice(0, 40 * 8),
      v: from.v.slice(0, 40 * 8),
    }));
    const mixed = { ...data, k: data.k.slice(), v: data.v.slice() };
    mixed.k.set(second!.k.map((x) => 1e3 * x));
    mixed.v.set(second!.v.map((x) => 1e6 * x));
    expect(first!.k).not.toEqual(mixed.k.slice(0, 40 * 8));
    const [plain, changed] = [await forward(device, CASE, data), await forward(device, CASE, mixed)];
    expect(changed.o.slice(40 * 16)).toEqual(plain.o.slice(40 * 16));
    expect(changed.o.slice(0, 40 * 16)).not.toEqual(plain.o.slice(0, 40 * 16));
  });

  gpuTest("repeats bit for bit", async ({ device }) => {
    const data = attentionData(CASE);
    const [once, again] = [await forward(device, CASE, data), await forward(device, CASE, data)];
    expect(again.o).toEqual(once.o);
    expect(again.log_sum_exp).toEqual(once.log_sum_exp);
  });

  gpuTest("does not overflow where scores are huge", async ({ device }) => {
    const c = { windows: [64], nHeads: 1, nKvHeads: 1, dHead: 4, spread: 1e15 };
    const data = attentionData(c);
    const { o, log_sum_exp } = await forward(device, c, data);
    const want = twin(data); // each softmax is that of one key: the scores lie far apart
    expect(closeness(o, want.o, { rtol: 1e-5, atol: 1e-5 })).toBeLessThanOrEqual(1);
    expect(closeness(log_sum_exp, want.logSumExp, { rtol: 1e-5, atol: 0 })).toBeLessThanOrEqual(1);
  });

  gpuTest("gives 0 to a query that sees no key", async ({ device }) => {
    const data = attentionData(CASE);
    data.windowStart[5] = 6;
    const { o, log_sum_exp } = await forward(device, CASE, data);
    expect([...o.slice(5 * 16, 6 * 16)]).toEqual(new Array(16).fill(0));
    expect(Math.max(...log_sum_exp.slice(10, 12))).toBeLessThan(-1e38);
    expect(closeness(o, twin(data).o, attentionTolerance(CASE))).toBeLessThanOrEqual(1);
  });

  gpuTest.for(["q", "k", "v"] as const)(
    "passes a NaN of %s on to every query that sees it",
    async (name, { device }) => {
      const data = attentionData(CASE);
      const nOfRow = data[name].length / 70;
      data[name][10 * nOfRow] = Number.NaN;
      const { o } = await forward(device, CASE, data);
      const want = twin(data).o;
      const hidden = [...want.keys()].filter((i) => Number.isNaN(want[i]) && !Number.isNaN(o[i]));
      expect(want.some(Number.isNaN)).toBe(true);
      expect(hidden).toEqual([]);
    },
  );

  gpuTest("refuses heads that do not share the kv heads evenly", async ({ device }) => {
    const c = { ...CASE, nHeads: 3, nKvHeads: 2 };
    await expect(forward(device, c, attentionData(c))).rejects.toThrow("3 heads are no multiple of 2 kv heads");
  });
}
