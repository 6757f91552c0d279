import fc from "fast-check";
import { expect, test } from "vitest";
import { bfloatsToFloats, floatsToHalves, halfToNumber, halvesToFloats } from "../../../src/tensor/halfFloat";
import { halfBits } from "../../support/halfFloat";

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

test("every half that is a number comes back from its value", () => {
  const bits = Uint16Array.from({ length: 1 << 16 }, (_, i) => i).filter((half) => (half & 0x7fff) <= 0x7c00);
  expect(floatsToHalves(halvesToFloats(bits))).toEqual(bits);
});

test("numbers become the nearest half, ties to even, as a search finds it", () => {
  const ties = [1 + 2 ** -11, 1 + 3 * 2 ** -11, 65519.99, 65520, -65536, 2 ** -25, 3 * 2 ** -25, 2 ** -14 - 2 ** -25];
  const values = Float32Array.from([...ties, 1e30, -Infinity, 0, -0]);
  expect([...floatsToHalves(values)]).toEqual(Array.from(values, halfBits));
  expect(floatsToHalves(Float32Array.of(Number.NaN))[0]! & 0x7fff).toBeGreaterThan(0x7c00);
  const scales = fc.integer({ min: -30, max: 18 }).map((e) => 2 ** e);
  const numbers = fc.tuple(fc.double({ min: -2, max: 2, noNaN: true }), scales).map(([x, s]) => Math.fround(x * s));
  fc.assert(
    fc.property(fc.array(numbers, { minLength: 1, maxLength: 50 }), (list) => {
      expect([...floatsToHalves(Float32Array.from(list))]).toEqual(list.map(halfBits));
    }),
  );
});

// Bits and values from the definition: the upper half of an f32.
test.each([
  [0x3f80, 1],
  [0xc040, -3],
  [0x0080, 2 ** -126],
  [0x7f7f, 255 * 2 ** 120],
  [0xff80, -Infinity],
])("bf16 0x%s is %s", (bits, value) => expect(bfloatsToFloats(Uint16Array.of(bits))).toEqual(Float32Array.of(value)));
