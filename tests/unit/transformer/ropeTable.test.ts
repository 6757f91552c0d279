import { expect, test } from "vitest";
import { ropeFrequencies, ropeTable } from "../../../src/transformer/ropeTable";
import { closeness } from "../../support/numeric";

const NONE = { kind: "none" } as const;
const LLAMA32 = { kind: "llama3", factor: 32, lowFreqFactor: 1, highFreqFactor: 4, originalContext: 8192 } as const;

test("frequencies fall from 1 by equal factors to almost 1 / theta", () => {
  const got = ropeFrequencies({ theta: 10_000, scaling: NONE }, 8);
  expect(closeness(got, [1, 0.1, 0.01, 0.001], { rtol: 1e-12, atol: 0 })).toBeLessThanOrEqual(1);
});

test("linear scaling slows all", () => {
  const got = ropeFrequencies({ theta: 10_000, scaling: { kind: "linear", factor: 4 } }, 8);
  expect(closeness(got, [0.25, 0.025, 0.0025, 0.00025], { rtol: 1e-12, atol: 0 })).toBeLessThanOrEqual(1);
});

test("llama3 keeps waves shorter than 2048 tokens, stretches those longer than 8192 by 32, and mixes between", () => {
  const plain = ropeFrequencies({ theta: 500_000, scaling: NONE }, 64);
  const got = ropeFrequencies({ theta: 500_000, scaling: LLAMA32 }, 64);
  // The rule as Llama 3 states it, by wavelengths.
  const want = plain.map((frequency) => {
    const wavelength = (2 * Math.PI) / frequency;
    if (wavelength < 8192 / 4) return frequency;
    if (wavelength > 8192 / 1) return frequency / 32;
    const smooth = (8192 / wavelength - 1) / (4 - 1);
    return ((1 - smooth) * frequency) / 32 + smooth * frequency;
  });
  expect(closeness(got, want, { rtol: 1e-12, atol: 0 })).toBeLessThanOrEqual(1);
  expect(new Set(want.map((frequency, c) => frequency / plain[c]!)).size).toBeGreaterThan(3); // all three cases occur
});

test("rows hold the cosines of a position's angles, then the sines", () => {
  const got = ropeTable({ theta: 100, scaling: NONE }, 4, 3);
  const want = [0, 1, 2].flatMap((p) => [Math.cos(p), Math.cos(p / 10), Math.sin(p), Math.sin(p / 10)]);
  expect([...got]).toEqual(want.map(Math.fround));
});
