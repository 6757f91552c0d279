import { expect, test } from "vitest";
import { halfToNumber, halvesToFloats } from "../../../src/tensor/halfFloat";

// Bits and values from the tables of IEEE 754-2019 and Wikipedia's "Half-precision floating-point format".
test.each([
  [0x0000, 0],
  [0x8000, -0],
  [0x0001, 2 ** -24],
  [0x03ff, 2 ** -14 * (1023 / 1024)],
  [0x0400, 2 ** -14],
  [0x3555, 0.333251953125],
  [0x3bff, 0.99951171875],
  [0x3c00, 1],
  [0x3c01, 1.0009765625],
  [0x7bff, 65504],
  [0xc000, -2],
  [0x7c00, Infinity],
  [0xfc00, -Infinity],
  [0x7e00, Number.NaN],
  [0xfc01, Number.NaN],
])("0x%s is %s", (bits, value) => {
  expect(halfToNumber(bits)).toBe(value);
  expect(halvesToFloats(Uint16Array.of(bits, 0x3c00))).toEqual(Float32Array.of(value, 1));
});

test("finite halves grow with their bits", () => {
  const values = halvesToFloats(Uint16Array.from({ length: 0x7c01 }, (_, i) => i));
  for (let i = 1; i < values.length; i++) expect(values[i]! > values[i - 1]!).toBe(true);
});
