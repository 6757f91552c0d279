import { roundToHalf } from "./halfFloat";
import { uniforms } from "./numeric";

export interface TableSpec {
  readonly nRows: number;
  readonly nIn: number;
  readonly bits: 4 | 8;
  readonly blockSize: number;
  readonly hasZeros: boolean;
  /** The zero point of all blocks without `hasZeros`; the middle of the codes by default. */
  readonly zero?: number;
  /** Type of the scales. */
  readonly float?: "f32" | "f16";
}

/** Made-up quantized rows, one code, scale and zero point after the other, and what they mean. */
export interface QuantizedTable extends TableSpec {
  readonly nBlocks: number;
  /** [nRows, nBlocks * blockSize]; behind column nIn anything. */
  readonly codes: readonly number[];
  /** [nRows, nBlocks]. */
  readonly scales: readonly number[];
  readonly zeros: readonly number[];
  /** f32[nRows, nIn]. */
  readonly values: Float32Array<ArrayBuffer>;
}

export function quantizedTable(seed: number, spec: TableSpec): QuantizedTable {
  const { nRows, nIn, bits, blockSize, hasZeros, zero = 2 ** (bits - 1), float = "f32" } = spec;
  const uniform = uniforms(seed);
  const nBlocks = Math.ceil(nIn / blockSize);
  const width = nBlocks * blockSize;
  const list = (n: number, make: () => number) => Array.from({ length: n }, make);
  const codes = list(nRows * width, () => Math.floor(2 ** bits * uniform()));
  const scales = list(nRows * nBlocks, () => (float === "f16" ? roundToHalf : Math.fround)((uniform() - 0.5) / 8));
  const zeros = list(nRows * nBlocks, () => (hasZeros ? Math.floor(2 ** bits * uniform()) : zero));
  const values = Float32Array.from({ length: nRows * nIn }, (_, i) => {
    const [row, column] = [Math.floor(i / nIn), i % nIn];
    const block = row * nBlocks + Math.floor(column / blockSize);
    return (codes[row * width + column]! - zeros[block]!) * scales[block]!;
  });
  return { ...spec, nBlocks, codes, scales, zeros, values };
}

/** Codes of `bits` in bytes, the low ones first; each row of `width` begins with a byte of its own. */
export function packCodes(codes: readonly number[], width: number, bits: number): number[] {
  const perByte = 8 / bits;
  const bytes: number[] = [];
  for (let row = 0; row < codes.length; row += width) {
    const rowBytes = new Array<number>(Math.ceil(width / perByte)).fill(0);
    for (let i = 0; i < width; i++) rowBytes[Math.floor(i / perByte)]! |= codes[row + i]! << (bits * (i % perByte));
    bytes.push(...rowBytes);
  }
  return bytes;
}
