import { ZERO_POINT } from "./matrixFormat";

/** Rows in blocks of consecutive columns, as MatMulNBits has them: a value is `(code - zero) * scale`. */
export interface QuantizedRows {
  readonly format: "q8" | "q4";
  /** Columns a block, any power of two from 16. The last block of a row may reach behind its last column. */
  readonly blockSize: number;
  /** u8[n_rows, n_blocks, blockSize * bits / 8]; of two codes in a byte the low one comes first. */
  readonly codes: Uint8Array<ArrayBuffer>;
  /** f32[n_rows, n_blocks]. */
  readonly scales: Float32Array<ArrayBuffer>;
  /** u8[n_rows, n_blocks], one a block; null: 128 or 8. */
  readonly zeros: Uint8Array<ArrayBuffer> | null;
}

/** Columns of a block that this program quantizes. */
const BLOCK_SIZE = 32;
/** Adding and subtracting it rounds a small f64 to an integer, ties to even. */
const ROUND = 1.5 * 2 ** 52;

/** Codes in a byte. */
export const codesPerByte = (format: "q8" | "q4"): 1 | 2 => (format === "q8" ? 1 : 2);

/**
 * Quantizes f32 rows of `nIn` columns in blocks of 32, symmetrically, as the public q4 exports are made: the value of largest
 * magnitude (the first of several) becomes the lowest code, so `scale = value / -8` (q4) or `/ -128` (q8), in f32 and of either
 * sign; a code is `round(x / scale) + 8` (or 128), ties to even, at most 15 (or 255). So the error of a value is at most half a
 * scale, and up to one scale where it lies opposite the largest and is nearly as large. A block of zeros has scale 0.
 * Throws a RangeError where a value is not finite.
 */
export function quantizeBlocks(values: Float32Array, nIn: number, format: "q8" | "q4"): QuantizedRows {
  const nRows = values.length / nIn;
  const nBlocks = Math.ceil(nIn / BLOCK_SIZE);
  const zero = ZERO_POINT[format];
  const top = 2 * zero - 1;
  const bytesPerBlock = BLOCK_SIZE / codesPerByte(format);
  const codes = new Uint8Array(nRows * nBlocks * bytesPerBlock).fill(format === "q8" ? zero : zero * 0x11);
  const scales = new Float32Array(nRows * nBlocks);
  for (let block = 0; block < nRows * nBlocks; block++) {
    const column = (block % nBlocks) * BLOCK_SIZE;
    const start = Math.floor(block / nBlocks) * nIn + column;
    const end = start + Math.min(BLOCK_SIZE, nIn - column);
    const scale = Math.fround(largest(values, start, end) / -zero);
    scales[block] = scale;
    if (scale === 0) continue;
    const first = block * bytesPerBlock;
    for (let i = start; i < end; i++) {
      // A scale below f32's normal range is coarse itself, so that codes may leave the range at the lower end, too.
      const code = Math.min(top, Math.max(0, values[i]! / scale + ROUND - ROUND + zero));
      const at = i - start;
      if (format === "q8") codes[first + at] = code;
      else if (at % 2 === 0) codes[first + at / 2] = code | (zero << 4);
      else codes[first + (at - 1) / 2] = (codes[first + (at - 1) / 2]! & 15) | (code << 4);
    }
  }
  return { format, blockSize: BLOCK_SIZE, codes, scales, zeros: null };
}

/** The value of largest magnitude in [start, end), the first of several. */
function largest(values: Float32Array, start: number, end: number): number {
  let found = 0;
  for (let i = start; i < end; i++) {
    const value = values[i]!;
    if (Math.abs(value) > Math.abs(found)) found = value;
    else if (Number.isNaN(value)) throw notFinite(value, i);
  }
  if (!Number.isFinite(found)) throw notFinite(found, values.indexOf(found, start));
  return found;
}

const notFinite = (value: number, at: number): RangeError =>
  new RangeError(`a weight is ${value} (element ${at} of the rows at hand): it cannot be quantized`);

/** The numbers of quantized rows, f32[n_rows, nIn]: each `(code - zero) * scale` rounded once. */
export function dequantizeBlocks(
  { format, blockSize, codes, scales, zeros }: QuantizedRows,
  nIn: number,
): Float32Array<ArrayBuffer> {
  const nBlocks = Math.ceil(nIn / blockSize);
  const perByte = codesPerByte(format);
  const values = new Float32Array((scales.length / nBlocks) * nIn);
  for (let block = 0; block < scales.length; block++) {
    const column = (block % nBlocks) * blockSize;
    const start = Math.floor(block / nBlocks) * nIn + column;
    const [scale, zero] = [scales[block]!, zeros?.[block] ?? ZERO_POINT[format]];
    const first = (block * blockSize) / perByte;
    for (let i = 0; i < Math.min(blockSize, nIn - column); i++) {
      const byte = codes[first + Math.floor(i / perByte)]!;
      const code = perByte === 1 ? byte : (byte >> (4 * (i % 2))) & 15;
      values[start + i] = (code - zero) * scale;
    }
  }
  return values;
}
