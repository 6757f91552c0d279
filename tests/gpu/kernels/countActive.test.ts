import { describe, expect } from "vitest";
import { countActive, countActiveReference, NOT_FINITE } from "../../../src/kernels/countActive";
import { ACT_FN, type ActFn } from "../../../src/tensor/actFn";
import { gpuTest, run } from "../../support/gpuHarness";
import { packHalves, roundToHalf } from "../../support/halfFloat";
import { closeness, randn } from "../../support/numeric";

interface Case {
  readonly seqLen: number;
  readonly dMlp: number;
  readonly lengths: readonly number[];
}

// one element; padding; both sides of a workgroup's 32 neurons; an odd width with many tokens; an empty window
const SHAPES: readonly Case[] = [
  { seqLen: 1, dMlp: 1, lengths: [1] },
  { seqLen: 7, dMlp: 31, lengths: [7, 3] },
  { seqLen: 5, dMlp: 32, lengths: [5, 5, 1] },
  { seqLen: 33, dMlp: 65, lengths: [33, 0, 17, 33] },
  { seqLen: 64, dMlp: 257, lengths: [64, 50] },
];
const DTYPES = ["f32", "f16"] as const;
const N_LAYERS = 3;
const LAYER = 1;
const UNTOUCHED = 0xabcd;

/** Sums of at most 256 f32 terms of at most 5 each, each a handful of operations: 1e-5 of their magnitude. */
const TOLERANCE = { rtol: 1e-5, atol: 1e-3 };

interface Counts {
  readonly overZero: Uint32Array<ArrayBuffer>;
  readonly actSum: Float32Array<ArrayBuffer>;
}

/** Runs layer 1 of 3, which adds to `before`, or to zeros, and checks that the other rows are as they were. */
async function count(
  device: GPUDevice,
  dtype: "f32" | "f16",
  actFn: ActFn,
  gate: Float32Array<ArrayBuffer>,
  c: Case,
  before?: Counts,
): Promise<Counts> {
  const lengths = Uint32Array.from(c.lengths);
  const row = [LAYER * c.dMlp, (LAYER + 1) * c.dMlp] as const;
  const rows = {
    over_zero: new Uint32Array(N_LAYERS * c.dMlp).fill(UNTOUCHED),
    act_sum: new Float32Array(N_LAYERS * c.dMlp).fill(UNTOUCHED),
  };
  rows.over_zero.set(before?.overZero ?? new Uint32Array(c.dMlp), row[0]);
  rows.act_sum.set(before?.actSum ?? new Float32Array(c.dMlp), row[0]);
  const out = await run(
    device,
    countActive(dtype, actFn),
    { n_windows: lengths.length, seq_len: c.seqLen, d_mlp: c.dMlp, n_layers: N_LAYERS, layer: LAYER },
    { gate: dtype === "f16" ? packHalves(gate) : new Uint32Array(gate.buffer), lengths, ...rows },
  );
  for (const array of [out.over_zero, out.act_sum]) {
    const others = [...array.subarray(0, row[0]), ...array.subarray(row[1])];
    expect(new Set(others)).toEqual(new Set([UNTOUCHED]));
  }
  return { overZero: out.over_zero.slice(...row), actSum: out.act_sum.slice(...row) };
}

const gates = (c: Case, seed = 1): Float32Array<ArrayBuffer> => randn(seed, c.lengths.length * c.seqLen * c.dMlp);

describe.for(DTYPES)("count_active of %s gates", (dtype) => {
  gpuTest.for(SHAPES)("counts exactly at %j", async (c, { device }) => {
    const gate = dtype === "f16" ? gates(c).map(roundToHalf) : gates(c);
    const got = await count(device, dtype, "silu", gate, c);
    const want = countActiveReference(gate, Uint32Array.from(c.lengths), c.seqLen, c.dMlp, "silu");
    expect(got.overZero).toEqual(want.overZero);
    expect(closeness(got.actSum, want.actSum, TOLERANCE)).toBeLessThanOrEqual(1);
  });

  gpuTest("takes zero of either sign for inactive and the smallest subnormal for active", async ({ device }) => {
    const tiny = dtype === "f16" ? 2 ** -24 : 2 ** -149;
    const gate = Float32Array.of(0, -0, tiny, -tiny, 1, -1);
    const got = await count(device, dtype, "relu", gate, { seqLen: 1, dMlp: 6, lengths: [1] });
    expect([...got.overZero]).toEqual([0, 0, 1, 0, 1, 0]);
  });

  gpuTest("marks neurons with a gate that is NaN or infinite, unless it is padding", async ({ device }) => {
    const c = { seqLen: 20, dMlp: 5, lengths: [20, 10] };
    const gate = new Float32Array(2 * 20 * 5).fill(1);
    gate[3 * 5 + 0] = Number.NaN;
    gate[19 * 5 + 1] = Number.POSITIVE_INFINITY;
    gate[(20 + 9) * 5 + 2] = Number.NEGATIVE_INFINITY;
    gate[(20 + 10) * 5 + 3] = Number.NaN; // the first token of the padding
    const got = await count(device, dtype, "silu", gate, c);
    expect([...got.overZero]).toEqual([NOT_FINITE, NOT_FINITE, NOT_FINITE, 30, 30]);
    const want = countActiveReference(gate, Uint32Array.from(c.lengths), 20, 5, "silu");
    expect(got.overZero).toEqual(want.overZero);
  });

  gpuTest("keeps what was marked before, and marks what was not", async ({ device }) => {
    const before = { overZero: Uint32Array.of(3, NOT_FINITE, 3), actSum: Float32Array.of(0, Number.NaN, 0) };
    const gate = Float32Array.of(1, 1, Number.NaN, -1, 1, 1);
    const got = await count(device, dtype, "silu", gate, { seqLen: 2, dMlp: 3, lengths: [2] }, before);
    expect([...got.overZero]).toEqual([4, NOT_FINITE, NOT_FINITE]);
  });
});

gpuTest.for(Object.keys(ACT_FN) as ActFn[])("act_sum is that of %s, in the tails too", async (actFn, { device }) => {
  const c = { seqLen: 1, dMlp: 401, lengths: [1] };
  const gate = Float32Array.from({ length: 401 }, (_, j) => (j - 200) / 10);
  gate[0] = -1000;
  gate[400] = 1000;
  const got = await count(device, "f32", actFn, gate, c);
  // f32 exp and tanh, and an erf good to 1.2e-7, times a gate of at most 20
  const want = Array.from(gate, ACT_FN[actFn]);
  expect(closeness(got.actSum, want, { rtol: 1e-5, atol: 1e-5 })).toBeLessThanOrEqual(1);
});

gpuTest("counting two halves equals counting the whole", async ({ device }) => {
  const c = { seqLen: 16, dMlp: 40, lengths: [16, 12, 16, 5] };
  const gate = gates(c);
  const half = 2 * 16 * 40;
  const whole = await count(device, "f32", "silu", gate, c);
  const first = await count(device, "f32", "silu", gate.slice(0, half), { ...c, lengths: c.lengths.slice(0, 2) });
  const second = await count(device, "f32", "silu", gate.slice(half), { ...c, lengths: c.lengths.slice(2) });
  expect(whole.overZero).toEqual(first.overZero.map((n, j) => n + second.overZero[j]!));
  const rest = { ...c, lengths: c.lengths.slice(2) };
  const added = await count(device, "f32", "silu", gate.slice(half), rest, first);
  expect(added.overZero).toEqual(whole.overZero);
  expect(closeness(added.actSum, whole.actSum, TOLERANCE)).toBeLessThanOrEqual(1);
});
