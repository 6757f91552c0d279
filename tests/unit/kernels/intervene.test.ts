import { expect, test } from "vitest";
import { interveneGateReference } from "../../../src/kernels/interveneGate";
import { interveneHiddenReference } from "../../../src/kernels/interveneHidden";

const CHOSEN = { index: [2, 0], value: [10, 3] };
const GATE = [1, 2, 3, -1, -2, -3];

test("changes the gates of chosen neurons only", () => {
  expect([...interveneGateReference("set", 3, GATE, CHOSEN)]).toEqual([3, 2, 10, 3, -2, 10]);
  expect([...interveneGateReference("add", 3, GATE, CHOSEN)]).toEqual([4, 2, 13, 2, -2, 7]);
  expect([...interveneGateReference("scale", 3, GATE, CHOSEN)]).toEqual([3, 2, 30, -3, -2, -30]);
});

test("changes activations behind the function, and multiplies with up", () => {
  const values = { gate: GATE, up: [2, 2, 2, 5, 5, 5], hidden: [9, 9, 9, 9, 9, 9] };
  expect([...interveneHiddenReference("set", "relu", 3, values, CHOSEN)]).toEqual([6, 9, 20, 15, 9, 50]);
  expect([...interveneHiddenReference("add", "relu", 3, values, CHOSEN)]).toEqual([8, 9, 26, 15, 9, 50]);
  expect([...interveneHiddenReference("scale", "relu", 3, values, CHOSEN)]).toEqual([6, 9, 60, 0, 9, 0]);
});
