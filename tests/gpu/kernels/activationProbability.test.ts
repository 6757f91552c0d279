import { expect } from "vitest";
import { activationProbability, activationProbabilityReference } from "../../../src/kernels/activationProbability";
import { gpuTest, run } from "../../support/gpuHarness";
import { randomIntegers, uniforms } from "../../support/numeric";

/** P of `counts` [n_langs, n_neurons], as bits. */
async function divide(device: GPUDevice, counts: readonly Uint32Array<ArrayBuffer>[], n: readonly number[]) {
  const nNeurons = counts[0]!.length;
  const overZero = new Uint32Array(counts.length * nNeurons);
  for (const [k, row] of counts.entries()) overZero.set(row, k * nNeurons);
  const { probability } = await run(
    device,
    activationProbability,
    { n_langs: n.length, n_neurons: nNeurons },
    { over_zero: overZero, n: Float32Array.from(n), probability: new Float32Array(overZero.length).fill(-1) },
  );
  return new Uint32Array(probability.buffer);
}

function expected(counts: readonly Uint32Array<ArrayBuffer>[], n: readonly number[]): Uint32Array {
  const values = counts.flatMap((row, k) => Array.from(row, (c) => activationProbabilityReference(c, n[k]!)));
  return new Uint32Array(Float32Array.from(values).buffer);
}

/** Bit for bit: floats are compared as integers. */
async function check(device: GPUDevice, counts: readonly Uint32Array<ArrayBuffer>[], n: readonly number[]) {
  const got = await divide(device, counts, n);
  const want = expected(counts, n);
  const wrong = got.findIndex((bits, i) => bits !== want[i]);
  const [k, j] = [Math.floor(wrong / counts[0]!.length), wrong % counts[0]!.length];
  expect(wrong, wrong < 0 ? "" : `${counts[k]![j]} / ${n[k]}: ${got[wrong]} != ${want[wrong]}`).toBe(-1);
  expect(got).toEqual(want);
}

gpuTest("2548/3328 and 2156/2816 tie", async ({ device }) => {
  const got = await divide(device, [Uint32Array.of(2548), Uint32Array.of(2156)], [3328, 2816]);
  expect(got[0]).toBe(got[1]);
  expect(got[0]).toBe(new Uint32Array(Float32Array.of(49 / 64).buffer)[0]);
});

gpuTest("every count of every n up to 200 is correctly rounded", async ({ device }) => {
  const n = Array.from({ length: 200 }, (_, i) => i + 1);
  const counts = n.map((tokens) => Uint32Array.from({ length: 201 }, (_, c) => Math.min(c, tokens)));
  await check(device, counts, n);
});

gpuTest("random pairs of every magnitude are correctly rounded", async ({ device }) => {
  const uniform = uniforms(1);
  const n = Array.from({ length: 64 }, () => Math.ceil(2 ** (uniform() * 32)) - 1 || 1);
  const counts = n.map((tokens, k) => randomIntegers(k, 4096, tokens + 1));
  await check(device, counts, n);
});

gpuTest("both operands round to f32 first, ties to even", async ({ device }) => {
  const edges = [1, 2, 3, 2 ** 23 - 1, 2 ** 24 - 1, 2 ** 24, 2 ** 24 + 1, 2 ** 24 + 3, 2 ** 25 + 2, 2 ** 25 + 6];
  edges.push(
    2 ** 31 - 1,
    2 ** 31,
    2 ** 31 + 127,
    2 ** 31 + 128,
    2 ** 31 + 129,
    2 ** 31 + 384,
    2 ** 32 - 128,
    2 ** 32 - 1,
  );
  const counts = Uint32Array.from([0, ...edges]);
  const n = [...edges, 2 ** 40 + 1, 2 ** 53 - 1];
  await check(
    device,
    n.map(() => counts),
    n,
  );
});

gpuTest.for([1, 63, 64, 65])("writes %d neurons and no more", async (nNeurons, { device }) => {
  await check(device, [randomIntegers(1, nNeurons, 100), randomIntegers(2, nNeurons, 7)], [99, 6]);
});
