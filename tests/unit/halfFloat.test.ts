import { expect, test } from "vitest";
import { halfBits, halfValue, packHalves } from "../support/halfFloat";

test("every finite f16 survives the round trip", () => {
  for (let bits = 0; bits < 0x10000; bits++) {
    if (((bits >> 10) & 31) !== 31) expect(halfBits(halfValue(bits))).toBe(bits);
  }
});

test("numbers between two f16 go to the nearest, ties to the even one", () => {
  expect(halfBits(1 + 2 ** -11)).toBe(0x3c00);
  expect(halfBits(1 + 3 * 2 ** -11)).toBe(0x3c02);
  expect(halfBits(1 + 1.01 * 2 ** -11)).toBe(0x3c01);
  expect(halfBits(2 ** -25)).toBe(0);
  expect(halfBits(-1.01 * 2 ** -25)).toBe(0x8001);
  expect(halfBits(65519)).toBe(0x7bff);
  expect(halfBits(65520)).toBe(0x7c00);
  expect(halfBits(Number.NaN)).toBe(0x7e00);
});

test("the first of two lies in the low half of the word", () => {
  expect([...packHalves([1, -2, 0.5])]).toEqual([0xc0003c00, 0x3800]);
});
