import { describe, expect, test } from "vitest";
import { changeSlices } from "../../../src/evaluate/changeSlices";
import type { ModuleDelta } from "../../../src/train/weightDelta";
import { randn } from "../../support/numeric";
import { randomSource } from "../../support/randomModel";
import { base, CHANGES, trained } from "./changedModel";

describe("what changed of each kind of change is what applying it adds to the matrix", () => {
  test.each(CHANGES)("%s", async (_, module) => {
    const want = trained(module);
    const got = { original: [] as number[], change: [] as number[] };
    for await (const slice of changeSlices(module, base)) {
      got.original.push(...slice.original);
      got.change.push(...slice.change);
    }
    expect(got.original).toEqual(want.original);
    expect(got.change).toHaveLength(want.change.length);
    // Differences of f64 sums against values in f32, 24 bits.
    for (const [i, value] of got.change.entries()) expect(Math.abs(value - want.change[i]!)).toBeLessThan(3e-7);
  });
});

describe("each kind of change comes whole and in order, in however many slices", () => {
  const [N_OUT, N_IN] = [1600, 1500];
  const values = randn(21, N_OUT * N_IN);
  const module = "model.layers.0.mlp.gate_proj";
  const big = {
    source: randomSource(new Map([[`${module}.weight`, { shape: [N_OUT, N_IN], values }]])),
    formats: new Map(),
  };
  const shape = [N_OUT, N_IN] as const;
  const everyOther = (n: number) => Int32Array.from({ length: n / 2 }, (_, i) => 2 * i);
  const a = randn(22, N_IN);
  const b = randn(23, N_OUT);
  type Change = (n: number, k: number) => number | null;
  const sparse = randn(24, (N_OUT * N_IN) / 2);
  const cases: readonly (readonly [ModuleDelta, Change])[] = [
    [
      { kind: "rows", module, shape, index: everyOther(N_OUT), delta: sparse },
      (n, k) => (n % 2 === 0 ? sparse[(n / 2) * N_IN + k]! : null),
    ],
    [
      { kind: "columns", module, shape, index: everyOther(N_IN), delta: sparse },
      (n, k) => (k % 2 === 0 ? sparse[(n * N_IN) / 2 + k / 2]! : null),
    ],
    [{ kind: "lora", module, shape, rank: 1, alpha: 2, a, b }, (n, k) => 2 * b[n]! * a[k]!],
    [{ kind: "scaleOutput", module, shape, scale: b }, (n, k) => values[n * N_IN + k]! * (b[n]! - 1)],
    [{ kind: "scaleInput", module, shape, scale: a }, (n, k) => values[n * N_IN + k]! * (a[k]! - 1)],
  ];

  test.each(cases.map(([delta, change]) => [delta.kind, delta, change] as const))("%s", async (_, delta, change) => {
    const slices = [];
    for await (const slice of changeSlices(delta, big)) slices.push(slice);
    expect(slices.length).toBeGreaterThan(1);
    let [slice, i, worst, nTrained] = [0, 0, 0, 0];
    for (let n = 0; n < N_OUT; n++) {
      for (let k = 0; k < N_IN; k++) {
        const want = change(n, k);
        if (want === null) continue;
        if (i === slices[slice]!.change.length) [slice, i] = [slice + 1, 0];
        const isOriginal = slices[slice]!.original[i] === values[n * N_IN + k];
        worst = Math.max(worst, isOriginal ? Math.abs(slices[slice]!.change[i]! - want) : 1);
        i++;
        nTrained++;
      }
    }
    // Rounded to f32: products of normal numbers stay below 50.
    expect(worst).toBeLessThan(50 * 2 ** -23);
    expect(slices.reduce((sum, one) => sum + one.change.length, 0)).toBe(nTrained);
  });
});
