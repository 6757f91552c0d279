import { expect, test } from "vitest";
import { download, storageBuffer, submitPass, upload } from "../src/gpu/buffers";
import { Kernel } from "../src/gpu/kernel";
import { attentionBackwardKeyValue } from "../src/kernels/attentionBackwardKeyValue";
import { attentionBackwardQuery } from "../src/kernels/attentionBackwardQuery";
import { attentionBackwardTerms } from "../src/kernels/attentionBackwardTerms";
import { attentionForward, attentionForwardReference } from "../src/kernels/attentionForward";
import { seesFromStart } from "../src/kernels/attentionShape";
import { attentionData } from "../tests/support/attentionCases";
import { closeness } from "../tests/support/numeric";
import type { BenchRow } from "./benchReport";
import { cpuSeconds, needDevice, saveReport } from "./browserReport";
import { type Candidate, median, takeTurns } from "./measure";

const HEADS = { nHeads: 4, nKvHeads: 2, dHead: 64 };
const LENGTHS = [128, 256, 512, 1024, 2048];
const ROUNDS = 3;

async function kernels(device: GPUDevice) {
  const { dHead } = HEADS;
  return {
    forward: await Kernel.create(device, attentionForward(dHead)),
    terms: await Kernel.create(device, attentionBackwardTerms(dHead)),
    backwardQuery: await Kernel.create(device, attentionBackwardQuery(dHead)),
    backwardKeyValue: await Kernel.create(device, attentionBackwardKeyValue(dHead)),
  };
}

/** One window of `length` tokens on the device: its forward, and its three backward dispatches. */
function attentionOf(device: GPUDevice, kernel: Awaited<ReturnType<typeof kernels>>, length: number) {
  const data = attentionData({ windows: [length], ...HEADS });
  const { params } = data;
  const like = (x: Float32Array, label: string): GPUBuffer => storageBuffer(device, x.byteLength, label);
  const inputs = {
    q: upload(device, data.q),
    k: upload(device, data.k),
    v: upload(device, data.v),
    d_o: upload(device, data.dO),
    window_start: upload(device, data.windowStart),
    window_end: upload(device, data.windowEnd),
  };
  const outputs = {
    o: like(data.q, "o"),
    log_sum_exp: storageBuffer(device, 4 * length * HEADS.nHeads, "log_sum_exp"),
    terms: storageBuffer(device, 8 * length * HEADS.nHeads, "terms"),
    d_q: like(data.q, "d_q"),
    d_k: like(data.k, "d_k"),
    d_v: like(data.v, "d_v"),
  };
  const all = { ...inputs, ...outputs };
  const timed = (record: (pass: GPUComputePassEncoder) => void): Candidate => {
    return async () => {
      submitPass(device, "attention", record);
      await device.queue.onSubmittedWorkDone();
    };
  };
  return {
    data,
    o: outputs.o,
    forward: timed((pass) => kernel.forward.record(pass, all, params)),
    backward: timed((pass) => {
      kernel.terms.record(pass, all, params);
      kernel.backwardQuery.record(pass, all, params);
      kernel.backwardKeyValue.record(pass, all, params);
    }),
    destroy: () => Object.values(all).forEach((buffer) => void buffer.destroy()),
  };
}

test("how fast is attention, and how does its time grow with the window?", async () => {
  const gpu = await needDevice();
  const { device } = gpu;
  const compiled = await kernels(device);
  const rows: BenchRow[] = [];
  const growth: number[] = [];
  for (const length of LENGTHS) {
    const work = attentionOf(device, compiled, length);
    const [forward, backward] = await takeTurns([work.forward, work.backward], ROUNDS, cpuSeconds);
    if (length === LENGTHS[0]) {
      const { q, k, v, windowStart, shape } = work.data;
      const want = attentionForwardReference(q, k, v, seesFromStart(windowStart, shape), shape).o;
      const got = new Float32Array(await download(device, work.o));
      expect(closeness(got, want, { rtol: 1e-4, atol: 1e-5 })).toBeLessThanOrEqual(1);
    }
    work.destroy();
    // A product of a query and a key is 2 d_head operations; forward needs 2 a pair seen, backward 5.
    const gigaOperations = (HEADS.nHeads * length * (length + 1) * HEADS.dHead) / 1e9;
    growth.push(median(forward!.seconds));
    for (const [what, timing, products] of [["forward", forward!, 2] as const, ["backward", backward!, 5] as const]) {
      const samples = timing.seconds.map((s) => (products * gigaOperations) / s);
      rows.push({
        what: `attention ${what}, ${length} tokens`,
        value: median(samples),
        unit: "GFLOP/s",
        note: `${(1000 * median(timing.seconds)).toFixed(1)} ms`,
        samples,
        cpuSeconds: timing.cpuSeconds,
      });
    }
  }
  const perDoubling = (growth.at(-1)! / growth.at(-2)!).toFixed(1);
  await saveReport(
    "attentionKernel",
    {
      question: "How fast is attention, and how does its time grow with the window?",
      how: `One causal window, ${HEADS.nHeads} heads, ${HEADS.nKvHeads} of keys and values, ${HEADS.dHead} channels each, ${ROUNDS} rounds. Counted is what the definition needs: 2 products a pair of tokens forward, 5 backward. From ${LENGTHS.at(-2)} to ${LENGTHS.at(-1)} tokens forward takes ${perDoubling} times as long.`,
      rows,
      goals: [],
    },
    gpu,
  );
  device.destroy();
});
