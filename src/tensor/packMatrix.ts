import { codesPerByte, dequantizeBlocks, type QuantizedRows, quantizeBlocks } from "./blockQuant";
import { floatsToHalves, halvesToFloats } from "./halfFloat";
import { type MatrixFormat, wordsPerBlock, wordsPerRow, ZERO_POINT } from "./matrixFormat";
import { type StoredRows, toFloats } from "./storedRows";

type BlockFormat = Extract<MatrixFormat, { readonly blockSize: number }>;

/**
 * Rows of `nIn` columns as words of `format`, u32[n_rows, wordsPerRow]. Rows that the format can hold as they are come through
 * unchanged: quantized blocks of more than 32 columns are cut into blocks of 32 with the same scale. Otherwise floats are rounded
 * to the nearest half or quantized symmetrically in blocks of 32, quantized rows dequantized first.
 * Throws a RangeError where a value has no place in the format: beyond f16's 65504, or not finite where it is quantized.
 */
export function packMatrix(rows: StoredRows, nIn: number, format: MatrixFormat): Uint32Array<ArrayBuffer> {
  if (!("blockSize" in format)) {
    if (format.kind === "f32") return asWords(toFloats(rows, nIn));
    return packHalves(rows.format === "f16" ? rows.bits : toHalves(rows, nIn), nIn);
  }
  const fits = "codes" in rows && rows.format === format.kind && format.blockSize === (rows.blockSize === 16 ? 16 : 32);
  const blocks = fits ? rows : quantizeBlocks(toFloats(rows, nIn), nIn, format.kind);
  if ((blocks.zeros !== null) !== format.hasZeros || (!fits && format.blockSize !== 32)) {
    throw new RangeError(`rows of ${rows.format} cannot be packed as ${JSON.stringify(format)}`);
  }
  return packBlocks(blocks, nIn, format);
}

const asWords = (values: Float32Array<ArrayBuffer>) => new Uint32Array(values.buffer, values.byteOffset, values.length);

function toHalves(rows: StoredRows, nIn: number): Uint16Array<ArrayBuffer> {
  const values = toFloats(rows, nIn);
  const halves = floatsToHalves(values);
  for (let i = 0; i < halves.length; i++) {
    if ((halves[i]! & 0x7fff) === 0x7c00 && Number.isFinite(values[i]!)) {
      throw new RangeError(`a weight is ${values[i]}: it does not fit f16, which ends at 65504; use f32`);
    }
  }
  return halves;
}

/** Halves two to a word; each row starts at a word. */
function packHalves(bits: Uint16Array<ArrayBuffer>, nIn: number): Uint32Array<ArrayBuffer> {
  if (nIn % 2 === 0) {
    const aligned = bits.byteOffset % 4 === 0 ? bits : bits.slice();
    return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / 2);
  }
  const nRows = bits.length / nIn;
  const halves = new Uint16Array(nRows * (nIn + 1));
  for (let row = 0; row < nRows; row++) halves.set(bits.subarray(row * nIn, (row + 1) * nIn), row * (nIn + 1));
  return new Uint32Array(halves.buffer);
}

function packBlocks(rows: QuantizedRows, nIn: number, format: BlockFormat): Uint32Array<ArrayBuffer> {
  const { blockSize, hasZeros, kind } = format;
  const nStored = Math.ceil(nIn / rows.blockSize);
  const nBlocks = Math.ceil(nIn / blockSize);
  const nRows = rows.scales.length / nStored;
  const codeWords = blockSize / (4 * codesPerByte(kind));
  const codes = rows.codes.byteOffset % 4 === 0 ? rows.codes : rows.codes.slice();
  const from = new Uint32Array(codes.buffer, codes.byteOffset, codes.byteLength / 4);
  const words = new Uint32Array(nRows * nBlocks * wordsPerBlock(format));
  const floats = new Float32Array(words.buffer);
  const split = rows.blockSize / blockSize;
  let at = 0;
  for (let row = 0; row < nRows; row++) {
    for (let block = 0; block < nBlocks; block++) {
      const stored = row * nStored + Math.floor(block / split);
      const zero = rows.zeros?.[stored] ?? ZERO_POINT[kind];
      floats[at++] = rows.scales[stored]!;
      if (hasZeros) floats[at++] = zero;
      const first = (row * nStored * split + block) * codeWords;
      for (let i = 0; i < codeWords; i++) words[at + i] = from[first + i]!;
      const left = nIn - block * blockSize;
      if (left < blockSize) clearBehind(words.subarray(at, at + codeWords), left, kind, zero);
      at += codeWords;
    }
  }
  return words;
}

/** Makes the codes behind the first `left` of a block mean 0: a file may have anything there. */
function clearBehind(words: Uint32Array, left: number, kind: "q8" | "q4", zero: number): void {
  const bits = kind === "q8" ? 8 : 4;
  const perWord = 32 / bits;
  for (let i = left; i < words.length * perWord; i++) {
    const [word, shift] = [Math.floor(i / perWord), bits * (i % perWord)];
    words[word] = (words[word]! & ~((2 ** bits - 1) << shift)) | (zero << shift);
  }
}

/** The numbers of packed rows, f32[n_rows, nIn]: what a kernel reads. */
export function unpackMatrix(
  words: Uint32Array<ArrayBuffer>,
  nIn: number,
  format: MatrixFormat,
): Float32Array<ArrayBuffer> {
  if (!("blockSize" in format)) {
    if (format.kind === "f32") return new Float32Array(words.buffer, words.byteOffset, words.length);
    const values = halvesToFloats(new Uint16Array(words.buffer, words.byteOffset, words.length * 2));
    return nIn % 2 === 0 ? values : withoutColumn(values, nIn);
  }
  const { blockSize, hasZeros, kind } = format;
  const nBlocks = (Math.ceil(nIn / blockSize) * words.length) / wordsPerRow(format, nIn);
  const floats = new Float32Array(words.buffer, words.byteOffset, words.length);
  const head = hasZeros ? 2 : 1;
  const step = wordsPerBlock(format);
  const codes = new Uint32Array(nBlocks * (step - head));
  for (let b = 0; b < nBlocks; b++) codes.set(words.subarray(b * step + head, (b + 1) * step), b * (step - head));
  const rows = {
    format: kind,
    blockSize,
    codes: new Uint8Array(codes.buffer),
    scales: Float32Array.from({ length: nBlocks }, (_, b) => floats[b * step]!),
    zeros: hasZeros ? Uint8Array.from({ length: nBlocks }, (_, b) => floats[b * step + 1]!) : null,
  };
  return dequantizeBlocks(rows, nIn);
}

/** Rows of an odd number of columns without the half that fills their last word. */
function withoutColumn(values: Float32Array<ArrayBuffer>, nIn: number): Float32Array<ArrayBuffer> {
  const nRows = values.length / (nIn + 1);
  const kept = new Float32Array(nRows * nIn);
  for (let row = 0; row < nRows; row++) {
    kept.set(values.subarray(row * (nIn + 1), row * (nIn + 1) + nIn), row * nIn);
  }
  return kept;
}
