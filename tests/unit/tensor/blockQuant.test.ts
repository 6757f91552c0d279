import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dequantizeBlocks, quantizeBlocks } from "../../../src/tensor/blockQuant";
import { randn } from "../../support/numeric";

/** The nearest integer, of two the even one, found by comparing distances. */
function nearestEven(x: number): number {
  const [below, above] = [Math.floor(x), Math.ceil(x)];
  if (x - below === above - x) return below % 2 === 0 ? below : above;
  return x - below < above - x ? below : above;
}

/** Codes and scale of one block as the docstring defines them, one value after the other. */
function defineBlock(block: readonly number[], bits: 4 | 8): { codes: number[]; scale: number } {
  const middle = 2 ** (bits - 1);
  const most = Math.max(...block.map(Math.abs));
  const extreme = block.find((x) => Math.abs(x) === most)!;
  const scale = Math.fround(extreme / -middle);
  const code = (x: number) => (scale === 0 ? middle : nearestEven(x / scale) + middle);
  return { scale, codes: block.map((x) => Math.min(2 * middle - 1, Math.max(0, code(x)))) };
}

const codeAt = (codes: Uint8Array, bits: 4 | 8, i: number): number =>
  bits === 8 ? codes[i]! : Math.floor(codes[i >> 1]! / 16 ** (i & 1)) % 16;

const weights = fc.oneof(
  fc.double({ min: -4, max: 4, noNaN: true }).map(Math.fround),
  // Ties: multiples of half a step of a block whose extreme is 8 or 128.
  fc.integer({ min: -16, max: 16 }).map((i) => i / 2),
  fc.constantFrom(0, -0, 8, -8, 1e-40, 1e-45, 3e38),
);

describe.each([4, 8] as const)("%i bits", (bits) => {
  const format = `q${bits}` as const;

  test("every code and scale as the definition gives them", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 3 }), fc.nat(), (nIn, nRows, seed) => {
        const row = fc.array(weights, { minLength: nIn * nRows, maxLength: nIn * nRows });
        const values = Float32Array.from(fc.sample(row, { seed, numRuns: 1 })[0]!);
        const rows = quantizeBlocks(values, nIn, format);
        const nBlocks = Math.ceil(nIn / 32);
        expect([rows.blockSize, rows.scales.length, rows.zeros]).toEqual([32, nRows * nBlocks, null]);
        for (let block = 0; block < nRows * nBlocks; block++) {
          const [row, column] = [Math.floor(block / nBlocks), (block % nBlocks) * 32];
          const part = [...values.subarray(row * nIn + column, row * nIn + Math.min(nIn, column + 32))];
          const want = defineBlock(part, bits);
          // The sign of a zero does not matter.
          expect(rows.scales[block]! + 0).toBe(want.scale + 0);
          const padded = Array.from({ length: 32 }, (_, i) => want.codes[i] ?? 2 ** (bits - 1));
          expect(Array.from({ length: 32 }, (_, i) => codeAt(rows.codes, bits, block * 32 + i))).toEqual(padded);
        }
      }),
      { numRuns: 200 },
    );
  });

  test("the error is at most half a step, a whole one far opposite the largest value", () => {
    const nIn = 96;
    const values = randn(3, 64 * nIn);
    const rows = quantizeBlocks(values, nIn, format);
    const back = dequantizeBlocks(rows, nIn);
    let beyondHalf = 0;
    for (const [i, value] of values.entries()) {
      const step = rows.scales[Math.floor(i / 32)]!;
      const error = Math.abs(back[i]! - value) / Math.abs(step);
      expect(error).toBeLessThanOrEqual(1 + 1e-6);
      if (error <= 0.5 + 1e-6) continue;
      beyondHalf++;
      expect(value / step).toBeGreaterThan(2 ** (bits - 1) - 0.5);
    }
    expect(beyondHalf).toBeLessThan(values.length / 50);
  });

  test.each([Number.NaN, Infinity, -Infinity])("refuses %s", (bad) => {
    const values = randn(1, 64);
    values[40] = bad;
    expect(() => quantizeBlocks(values, 64, format)).toThrow(`a weight is ${bad} (element 40`);
  });
});

test("dequantizes by hand: zero points, either nibble, blocks that reach behind the row", () => {
  const codes = new Uint8Array(2 * 8);
  codes.set([0x21, 0xf0], 0);
  codes.set([0x84], 8);
  const rows = { format: "q4", blockSize: 16, codes, scales: Float32Array.of(0.5, -2), zeros: null } as const;
  expect(Array.from(dequantizeBlocks(rows, 3), (x) => x + 0)).toEqual([-3.5, -3, -4, 8, 0, 16]);
  const zeros = Uint8Array.of(1, 4);
  expect(Array.from(dequantizeBlocks({ ...rows, zeros }, 3), (x) => x + 0)).toEqual([0, 0.5, -0.5, 0, -8, 8]);
  const bytes = { format: "q8", blockSize: 16, codes: new Uint8Array(16).fill(130), scales: Float32Array.of(0.25) };
  expect([...dequantizeBlocks({ ...bytes, format: "q8", zeros: null }, 2)]).toEqual([0.5, 0.5]);
  expect([...dequantizeBlocks({ ...bytes, format: "q8", zeros: Uint8Array.of(255) }, 1)]).toEqual([-31.25]);
});
