import { expect, test } from "vitest";
import { countActiveReference, NOT_FINITE } from "../../../src/kernels/countActive";

test("counts gates above zero of the tokens that are no padding, and sums their activations", () => {
  // two windows of two tokens of two neurons; the second window has one token of padding
  const gate = [1, -1, 0, 2, 3, -0, 100, 100];
  const { overZero, actSum } = countActiveReference(gate, Uint32Array.of(2, 1), 2, 2, "relu");
  expect([...overZero]).toEqual([2, 1]);
  expect([...actSum]).toEqual([4, 2]);
});

test("silu's published values", () => {
  const { actSum } = countActiveReference([1, -1, 5], Uint32Array.of(1), 1, 3, "silu");
  expect([...actSum].map((x) => x.toFixed(6))).toEqual(["0.731059", "-0.268941", "4.966536"]);
});

test("a gate that is no number marks its neuron for good", () => {
  const { overZero } = countActiveReference([Number.NaN, 1, 1, Infinity, 1, 1], Uint32Array.of(3), 3, 2, "silu");
  expect([...overZero]).toEqual([NOT_FINITE, NOT_FINITE]);
});
