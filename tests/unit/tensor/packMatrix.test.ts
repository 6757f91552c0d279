import { describe, expect, test } from "vitest";
import type { QuantizedRows } from "../../../src/tensor/blockQuant";
import { type MatrixFormat, wordsPerRow } from "../../../src/tensor/matrixFormat";
import { packMatrix, unpackMatrix } from "../../../src/tensor/packMatrix";
import { exactFormat, type StoredRows, toFloats } from "../../../src/tensor/storedRows";
import { halfBits, halfValue } from "../../support/halfFloat";
import { randn, uniforms } from "../../support/numeric";

const floatBits = (x: number): number => new Uint32Array(Float32Array.of(x).buffer)[0]!;

/** Made-up stored rows in blocks; codes behind the last column hold anything. */
function storedBlocks(
  format: "q8" | "q4",
  blockSize: number,
  nRows: number,
  nIn: number,
  hasZeros: boolean,
): QuantizedRows {
  const uniform = uniforms(nIn * blockSize);
  const nBlocks = nRows * Math.ceil(nIn / blockSize);
  const top = format === "q8" ? 256 : 16;
  return {
    format,
    blockSize,
    codes: Uint8Array.from({ length: (nBlocks * blockSize) / (format === "q8" ? 1 : 2) }, () => 256 * uniform()),
    scales: Float32Array.from({ length: nBlocks }, () => uniform() - 0.5),
    zeros: hasZeros ? Uint8Array.from({ length: nBlocks }, () => top * uniform()) : null,
  };
}

/** The word at column `c` of row `n` and the value there, read as the format's definition says. */
function readWords(words: Uint32Array, format: MatrixFormat, nIn: number, n: number, c: number): number {
  const row = words.subarray(n * wordsPerRow(format, nIn), (n + 1) * wordsPerRow(format, nIn));
  const float = (word: number) => new Float32Array(Uint32Array.of(word).buffer)[0]!;
  if (!("blockSize" in format)) {
    return format.kind === "f32" ? float(row[c]!) : halfValue((row[c >> 1]! >>> (16 * (c % 2))) & 0xffff);
  }
  const [bits, middle] = format.kind === "q8" ? [8, 128] : [4, 8];
  const head = format.hasZeros ? 2 : 1;
  const block = row.subarray(Math.floor(c / format.blockSize) * (head + (format.blockSize * bits) / 32));
  const at = bits * (c % format.blockSize);
  const code = (block[head + Math.floor(at / 32)]! >>> (at % 32)) & (2 ** bits - 1);
  return (code - (format.hasZeros ? float(block[1]!) : middle)) * float(block[0]!);
}

const shapes = [
  [3, 1],
  [2, 32],
  [3, 33],
  [2, 80],
  [1, 129],
] as const;

describe.each(shapes)("%i rows of %i columns", (nRows, nIn) => {
  test.each(["q8", "q4"] as const)("%s blocks of any size keep their codes, scales and zero points", (format) => {
    for (const blockSize of [16, 32, 64, 128, 256]) {
      for (const hasZeros of [false, true]) {
        const rows = storedBlocks(format, blockSize, nRows, nIn, hasZeros);
        const packed = exactFormat({ format, blockSize, hasZeros });
        expect(packed).toEqual({ kind: format, blockSize: blockSize === 16 ? 16 : 32, hasZeros });
        const words = packMatrix(rows, nIn, packed);
        expect(words).toHaveLength(nRows * wordsPerRow(packed, nIn));
        const nBlocks = Math.ceil(nIn / blockSize);
        const padded = 16 * Math.ceil(nIn / 16);
        for (let n = 0; n < nRows; n++) {
          for (let c = 0; c < padded; c++) {
            const block = n * nBlocks + Math.floor(c / blockSize);
            const at = block * blockSize + (c % blockSize);
            const code = format === "q8" ? rows.codes[at]! : (rows.codes[at >> 1]! >> (4 * (at & 1))) & 15;
            const zero = rows.zeros?.[block] ?? (format === "q8" ? 128 : 8);
            const value = c < nIn ? (code - zero) * rows.scales[block]! : 0;
            expect(readWords(words, packed, nIn, n, c)).toBeCloseTo(value, 12);
          }
        }
        expect(unpackMatrix(words, nIn, packed)).toEqual(toFloats(rows, nIn));
      }
    }
  });

  test("floats keep their bits", () => {
    const values = randn(nIn, nRows * nIn);
    const words = packMatrix({ format: "f32", values }, nIn, { kind: "f32" });
    expect([...words]).toEqual(Array.from(values, floatBits));
    const bits = Uint16Array.from(values, halfBits);
    const halves = packMatrix({ format: "f16", bits }, nIn, { kind: "f16" });
    expect(halves).toHaveLength(nRows * Math.ceil(nIn / 2));
    for (let n = 0; n < nRows; n++) {
      for (let c = 0; c < nIn; c++) {
        expect(readWords(halves, { kind: "f16" }, nIn, n, c)).toBe(halfValue(bits[n * nIn + c]!));
      }
      if (nIn % 2 === 1) expect(halves[(n + 1) * Math.ceil(nIn / 2) - 1]! >>> 16).toBe(0);
    }
    expect(unpackMatrix(halves, nIn, { kind: "f16" })).toEqual(Float32Array.from(bits, halfValue));
  });

  test("a format that is asked for: f32 and bf16 to halves, halves to f32, anything to blocks of 32", () => {
    const values = randn(nIn + 1, nRows * nIn).map((x) => x / 50);
    const bf16 = Uint16Array.from(values, (x) => floatBits(x) >>> 16);
    const rounded = Float32Array.from(bf16, (half) => new Float32Array(Uint32Array.of(half << 16).buffer)[0]!);
    const asHalves = (rows: StoredRows) => unpackMatrix(packMatrix(rows, nIn, { kind: "f16" }), nIn, { kind: "f16" });
    const nearest = (x: number) => halfValue(halfBits(x));
    expect(asHalves({ format: "f32", values })).toEqual(values.map(nearest));
    expect(asHalves({ format: "bf16", bits: bf16 })).toEqual(rounded.map(nearest));
    expect(packMatrix({ format: "bf16", bits: bf16 }, nIn, { kind: "f32" })).toEqual(new Uint32Array(rounded.buffer));
    for (const kind of ["q8", "q4"] as const) {
      const format = { kind, blockSize: 32, hasZeros: false } as const;
      const back = unpackMatrix(packMatrix({ format: "f32", values }, nIn, format), nIn, format);
      for (const [i, value] of values.entries()) {
        const [row, column] = [Math.floor(i / nIn), i % nIn];
        const from = row * nIn + column - (column % 32);
        const block = values.subarray(from, Math.min((row + 1) * nIn, from + 32));
        const step = Math.max(...block.map(Math.abs)) / (kind === "q8" ? 128 : 8);
        expect(Math.abs(back[i]! - value)).toBeLessThanOrEqual(step * (1 + 1e-6));
      }
    }
  });
});

test("quantized rows become floats where floats are asked for, and other codes where other bits are", () => {
  const rows = storedBlocks("q4", 64, 2, 70, true);
  const values = toFloats(rows, 70);
  expect(packMatrix(rows, 70, { kind: "f32" })).toEqual(new Uint32Array(values.buffer));
  const q8 = { kind: "q8", blockSize: 32, hasZeros: false } as const;
  expect(packMatrix(rows, 70, q8)).toEqual(packMatrix({ format: "f32", values }, 70, q8));
});

test("refuses what the format cannot hold", () => {
  const values = Float32Array.of(1, 70000);
  expect(() => packMatrix({ format: "f32", values }, 2, { kind: "f16" })).toThrow(/70000: it does not fit f16/);
  const f32 = { format: "f32", values } as const;
  expect(() => packMatrix(f32, 2, { kind: "q4", blockSize: 32, hasZeros: true })).toThrow(/cannot be packed/);
  expect(() => packMatrix(f32, 2, { kind: "q4", blockSize: 16, hasZeros: false })).toThrow(/cannot be packed/);
  const rows = storedBlocks("q4", 32, 1, 32, false);
  expect(() => packMatrix(rows, 32, { kind: "q4", blockSize: 32, hasZeros: true })).toThrow(/cannot be packed/);
});
