import { expect, test } from "vitest";
import type { GateShape } from "../../../src/model/selfCheck";
import { compareGates } from "../../support/compareGates";
import { randn } from "../../support/numeric";

const shape: GateShape = { dtype: "f32", nLayers: 2, dMlp: 100, nTokens: 64 };
const size = shape.nTokens * shape.dMlp;
const gates = (seed: number): Float32Array<ArrayBuffer>[] => [randn(seed, size), randn(seed + 1, size)];

/** The signs of the first `n` gates over 0.5 in one layer turned. */
function turn(layers: Float32Array[], layer: number, n: number): Float32Array[] {
  const copy = layers.map((values) => values.slice());
  let left = n;
  for (let i = 0; left > 0; i++) {
    if (Math.abs(copy[layer]![i]!) < 0.5) continue;
    copy[layer]![i]! *= -1;
    left--;
  }
  return copy;
}

test("equal gates pass, and nearly all are compared", () => {
  const result = compareGates(gates(1), gates(1), shape);
  expect(result).toMatchObject({ passed: true, partial: false, threshold: 0.001, ratePerLayer: [0, 0], hasNaN: false });
  // A normal variable is within 1e-3 of 0 with probability 8e-4.
  expect(result.nCompared).toBeGreaterThan(2 * size * 0.998);
  expect(result.nCompared).toBeLessThanOrEqual(2 * size);
});

test("rounding errors pass", () => {
  const wanted = gates(1);
  const noise = gates(50);
  const got = wanted.map((values, layer) => values.map((value, i) => value + 1e-5 * noise[layer]![i]!));
  expect(compareGates(wanted, got, shape).passed).toBe(true);
});

test("gates that are right at token 0 and wrong from token 4 on fail, at any scale", () => {
  for (const scale of [1, 1e-3, 1e3]) {
    const wanted = gates(1).map((values) => values.map((value) => value * scale));
    const other = gates(9).map((values) => values.map((value) => value * scale));
    const got = wanted.map((values, layer) => values.map((value, i) => (i < 4 * 100 ? value : other[layer]![i]!)));
    const result = compareGates(wanted, got, shape);
    expect(result.passed).toBe(false);
    // Half of the signs of 60 in 64 tokens.
    for (const rate of result.ratePerLayer) expect(rate).toBeCloseTo(0.5 * (60 / 64), 1);
    expect(result.worst.token).toBeGreaterThanOrEqual(4);
    const short = { ...shape, nTokens: 4 };
    const cut = (layers: readonly Float32Array[]) => layers.map((values) => values.slice(0, 4 * 100));
    expect(compareGates(cut(wanted), cut(got), short).passed, "a window of 4 tokens sees nothing").toBe(true);
  }
});

test("one layer over the threshold fails, though all layers together are under it", () => {
  const wanted = gates(1);
  expect(compareGates(wanted, turn(wanted, 1, 6), shape).passed).toBe(true);
  const result = compareGates(wanted, turn(wanted, 1, 8), shape);
  expect(result.passed).toBe(false);
  expect(result.ratePerLayer[0]).toBe(0);
  expect(result.ratePerLayer[1]).toBeGreaterThan(0.001);
  expect((result.ratePerLayer[0]! + result.ratePerLayer[1]!) / 2).toBeLessThan(0.001);
});

test("f16 may differ in one sign of a hundred", () => {
  const wanted = gates(1);
  const half: GateShape = { ...shape, dtype: "f16" };
  expect(compareGates(wanted, turn(wanted, 0, 60), half)).toMatchObject({ passed: true, threshold: 0.01 });
  expect(compareGates(wanted, turn(wanted, 0, 66), half).passed).toBe(false);
});

test.each([1, 1e-3, 1e3])(
  "signs below a thousandth of the layer's RMS do not count, those above do, at scale %s",
  (scale) => {
    const withSmall = (small: number) =>
      gates(1).map((values) => values.map((value, i) => scale * (i % 2 ? value : small)));
    // Half of the gates are normal with a variance of 1: the RMS is 0.71.
    expect(compareGates(withSmall(6e-4), withSmall(-6e-4), shape).passed).toBe(true);
    expect(compareGates(withSmall(6e-4), withSmall(-6e-4), shape).nCompared).toBeLessThanOrEqual(size);
    expect(compareGates(withSmall(8e-4), withSmall(-8e-4), shape).passed).toBe(false);
  },
);

test.each([Number.NaN, Infinity, -Infinity])("a single %s fails, on either side", (value) => {
  const wanted = gates(1);
  const got = gates(1);
  got[1]![3 * 100 + 7] = value;
  const worst = { layer: 1, token: 3, neuron: 7 };
  expect(compareGates(wanted, got, shape)).toMatchObject({
    passed: false,
    hasNaN: true,
    worst: { ...worst, candidate: null },
  });
  expect(compareGates(got, wanted, shape)).toMatchObject({
    passed: false,
    hasNaN: true,
    worst: { ...worst, reference: null },
  });
});

test("zeros for gates, what an invalid dispatch leaves, fail", () => {
  const result = compareGates(gates(1), [new Float32Array(size), new Float32Array(size)], shape);
  expect(result.passed).toBe(false);
});

test("nothing to compare is no pass", () => {
  const zeros = [new Float32Array(size), new Float32Array(size)];
  expect(compareGates(zeros, zeros, shape)).toMatchObject({ passed: false, nCompared: 0 });
});

test("behind a ReLU a neuron that fires in the candidate only is seen", () => {
  const wanted = gates(1).map((values) => values.map((value) => Math.max(0, value)));
  const got = wanted.map((values) => values.map((value, i) => (value === 0 && i % 50 === 0 ? 1 : value)));
  expect(compareGates(wanted, wanted, shape).passed).toBe(true);
  expect(compareGates(wanted, got, shape).passed).toBe(false);
});

test("the worst position is the largest difference in units of the layer's RMS", () => {
  const wanted = [randn(1, size), randn(2, size).map((value) => value * 100)];
  const got = wanted.map((values) => values.slice());
  got[0]![5 * 100 + 42]! += 0.5;
  got[1]![9 * 100 + 3]! += 20;
  const at = 5 * 100 + 42;
  expect(compareGates(wanted, got, shape).worst).toEqual({
    layer: 0,
    token: 5,
    neuron: 42,
    reference: wanted[0]![at],
    candidate: got[0]![at],
  });
});

test("a result is plain JSON, NaN or not", () => {
  const got = gates(1);
  got[0]![0] = Number.NaN;
  const result = compareGates(gates(1), got, { ...shape, partial: true });
  expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  expect(result.partial).toBe(true);
});

test("refuses arrays that do not fit", () => {
  const wanted = gates(1);
  expect(() => compareGates(wanted, [wanted[0]!], shape)).toThrow("1 candidate layers for 2 reference layers");
  expect(() => compareGates(wanted, [wanted[0]!, new Float32Array(3)], shape)).toThrow(
    "layer 1: 6400 reference and 3 candidate",
  );
  expect(() => compareGates([wanted[0]!], [wanted[0]!], shape)).toThrow("1 of 2 layers");
});
