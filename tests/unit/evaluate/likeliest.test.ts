import { expect, test } from "vitest";
import { likeliest } from "../../../src/evaluate/likeliest";
import { randn } from "../../support/numeric";

test.each([0, 1, 2, 3, 10, 257])("%i values come from the highest down, equal ones in their order", (n) => {
  const values = randn(n, n).map((value) => Math.round(3 * value)); // many are equal
  const sorted = Array.from(values, (_, i) => i).sort((a, b) => values[b]! - values[a]! || a - b);
  expect([...likeliest(values)]).toEqual(sorted);
});

test("values below all others come last", () => {
  expect([...likeliest(Float32Array.of(-Infinity, 0, -Infinity, 2))]).toEqual([3, 1, 0, 2]);
});
