import { expect, test } from "vitest";
import { baseRows, pickColumns, pickRows } from "../../../src/train/baseValues";
import { kaimingUniform } from "../../../src/train/createTuning";
import { randn } from "../../support/numeric";
import { type RandomModel, randomSource } from "../../support/randomModel";

const [N_OUT, N_IN] = [700, 96];
const VALUES = randn(3, N_OUT * N_IN);
const MODEL: RandomModel = new Map([
  ["w", { shape: [N_OUT, N_IN], values: VALUES }],
  ["norm", { shape: [N_IN], values: VALUES.slice(0, N_IN) }],
]);

/** The model, and the rows that were asked for. */
function base(formats: ReadonlyMap<string, { readonly kind: "f16" | "f32" }> = new Map()) {
  const source = randomSource(MODEL);
  const reads: [first: number, n: number][] = [];
  const readRows: typeof source.readRows = (name, first, n) => {
    reads.push([first, n]);
    return source.readRows(name, first, n);
  };
  return { values: { source: { ...source, readRows }, formats }, reads };
}

test("rows are picked in order, near ones in one read", async () => {
  const { values, reads } = base();
  const index = Int32Array.of(0, 3, 4, 12, 13, 100, 699);
  const picked = await pickRows(values, "w", N_IN, index);
  const want = Array.from(index, (row) => [...VALUES.subarray(row * N_IN, (row + 1) * N_IN)]);
  expect([...picked]).toEqual(want.flat());
  expect(reads).toEqual([
    [0, 14],
    [100, 1],
    [699, 1],
  ]);
});

test("columns are picked in order", async () => {
  const index = Int32Array.of(0, 40, 95);
  const picked = await pickColumns(base().values, "w", [N_OUT, N_IN], index);
  const want = Array.from({ length: N_OUT }, (_, row) => Array.from(index, (column) => VALUES[row * N_IN + column]!));
  expect([...picked]).toEqual(want.flat());
});

test("a whole tensor comes in order; a vector is one row", async () => {
  const rows: number[] = [];
  for await (const { firstRow, values } of baseRows(base().values, "w", [N_OUT, N_IN])) {
    expect(rows).toHaveLength(firstRow * N_IN);
    rows.push(...values);
  }
  expect(rows).toEqual([...VALUES]);
  for await (const { values } of baseRows(base().values, "norm", [N_IN])) expect(values).toEqual(VALUES.slice(0, N_IN));
});

test("values are those of the loaded matrix, not of the file, where it was rounded", async () => {
  const { values } = base(new Map([["w", { kind: "f16" }]]));
  const picked = await pickRows(values, "w", N_IN, Int32Array.of(1));
  const own = VALUES.subarray(N_IN, 2 * N_IN);
  expect(picked).not.toEqual(own.slice());
  // half floats have 11 digits
  for (const [i, value] of picked.entries())
    expect(Math.abs(value - own[i]!)).toBeLessThanOrEqual(2 ** -11 * Math.abs(own[i]!));
});

test("LoRA's A is uniform in +-1 / sqrt(in), by seed and name", () => {
  const a = kaimingUniform("a", [200, 64], 1);
  expect(Math.max(...a)).toBeLessThan(1 / 8);
  expect(Math.min(...a)).toBeGreaterThan(-1 / 8);
  expect(Math.max(...a)).toBeGreaterThan(0.99 / 8);
  const mean = a.reduce((sum, x) => sum + x, 0) / a.length;
  const variance = a.reduce((sum, x) => sum + x * x, 0) / a.length;
  // of 12,800 values: standard errors 0.0006 and 0.00004
  expect(Math.abs(mean)).toBeLessThan(0.003);
  expect(Math.abs(variance - 1 / 64 / 3)).toBeLessThan(0.0002);
  expect(kaimingUniform("a", [200, 64], 1)).toEqual(a);
  expect(kaimingUniform("b", [200, 64], 1)).not.toEqual(a);
  expect(kaimingUniform("a", [200, 64], 2)).not.toEqual(a);
});
