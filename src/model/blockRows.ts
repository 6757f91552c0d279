import { FormatError } from "../formats/formatError";
import type { OnnxTensor } from "../formats/onnxTensor";
import { type RowReader, readFloats } from "./rowReader";
import type { ReadBytes } from "./tensorBytes";

/** A tensor of the graph and how to read it. */
export interface Stored {
  readonly tensor: OnnxTensor;
  readonly read: ReadBytes;
}

/** A quantized matrix as a node describes it. */
export interface BlockMatrix {
  /** The node, for errors. */
  readonly what: string;
  readonly bits: number;
  readonly blockSize: number;
  readonly nRows: number;
  readonly nIn: number;
  readonly codes: Stored;
  readonly scales: Stored;
  /** Zero points; null where the format's own (8 or 128) holds. */
  readonly zeros: Stored | null;
}

/** ONNX TensorProto.DataType of codes and zero points. */
const UINT8 = 2;
const UINT4 = 21;
const INT4 = 22;

/**
 * A matrix in quantized blocks along its rows, of MatMulNBits or GatherBlockQuantized. Every tensor's size is held against the
 * shape. Throws for what cannot be represented: other bits, block sizes, or zero points that are no integers in the codes' range.
 */
export function blockRows(matrix: BlockMatrix): RowReader {
  const { what, bits, blockSize, nRows, nIn, codes, scales, zeros } = matrix;
  if (bits !== 4 && bits !== 8) throw new FormatError(`${what} has weights of ${bits} bits; 4 and 8 can be read`);
  if (blockSize < 16 || !Number.isInteger(Math.log2(blockSize))) {
    throw new FormatError(`${what} has blocks of ${blockSize}; a power of two from 16 is needed`);
  }
  if (nRows < 1 || nIn < 1) throw new FormatError(`${what} has a weight of shape [${nRows}, ${nIn}]`);
  if (![UINT8, UINT4, INT4].includes(codes.tensor.dataType)) {
    throw new FormatError(`${what} has codes of ONNX data type ${codes.tensor.dataType}: not supported`);
  }
  const format = bits === 4 ? "q4" : "q8";
  const nBlocks = Math.ceil(nIn / blockSize);
  const rowBytes = (nBlocks * blockSize * bits) / 8;
  // MatMulNBits fills the last block of a row, GatherBlockQuantized ends with the last column.
  const storedBytes = codes.tensor.bytes === nRows * rowBytes ? rowBytes : Math.ceil((nIn * bits) / 8);
  expectBytes(what, "codes", codes.tensor, nRows * storedBytes);
  if (scales.tensor.nElements !== nRows * nBlocks) {
    throw new FormatError(
      `${what} has ${scales.tensor.nElements} scales, ${nRows} rows of ${nBlocks} blocks need one each`,
    );
  }
  const isSigned = codes.tensor.dataType === INT4;
  const readZeros = zeroReader(matrix, nBlocks);
  return {
    shape: [nRows, nIn],
    stored: { format, blockSize, hasZeros: readZeros !== null },
    bytes: codes.tensor.bytes + scales.tensor.bytes + (zeros?.tensor.bytes ?? 0),
    async read(row, n) {
      const stored = await codes.read(row * storedBytes, (row + n) * storedBytes);
      const padded = storedBytes === rowBytes ? stored : padRows(stored, storedBytes, rowBytes);
      // Signed codes count from -8, ours from 0.
      if (isSigned) for (let i = 0; i < padded.length; i++) padded[i]! ^= 0x88;
      const [from, to] = [row * nBlocks, (row + n) * nBlocks];
      return {
        format,
        blockSize,
        codes: padded,
        scales: await readFloats(scales.tensor, scales.read, from, to),
        zeros: readZeros && (await readZeros(row, n)),
      };
    },
  };
}

function expectBytes(what: string, kind: string, { name, bytes }: OnnxTensor, expected: number): void {
  if (bytes === expected) return;
  throw new FormatError(`${what}: its ${kind} "${name}" have ${bytes} bytes, its shape needs ${expected}`);
}

function padRows(bytes: Uint8Array<ArrayBuffer>, from: number, to: number): Uint8Array<ArrayBuffer> {
  const nRows = bytes.length / from;
  const padded = new Uint8Array(nRows * to);
  for (let row = 0; row < nRows; row++) padded.set(bytes.subarray(row * from, (row + 1) * from), row * to);
  return padded;
}

type ReadZeros = (row: number, n: number) => Promise<Uint8Array<ArrayBuffer>>;

/** How to read the zero point of each block, u8[n, n_blocks]; null where they are the format's own. */
function zeroReader({ what, bits, nRows, codes, zeros }: BlockMatrix, nBlocks: number): ReadZeros | null {
  const isFourBit = codes.tensor.dataType === UINT4 || codes.tensor.dataType === INT4;
  const flip = codes.tensor.dataType === INT4 ? 8 : 0;
  // Of 4-bit types the zero point is 0 where none is given: for INT4 that is the format's own 8 again.
  if (!zeros) return codes.tensor.dataType === UINT4 ? async (_, n) => new Uint8Array(n * nBlocks) : null;
  const { tensor, read } = zeros;
  if (![UINT8, UINT4, INT4].includes(tensor.dataType)) return floatZeros(what, bits, zeros, nRows * nBlocks, nBlocks);
  if (bits === 8) {
    expectBytes(what, "zero points", tensor, nRows * nBlocks);
    return (row, n) => read(row * nBlocks, (row + n) * nBlocks);
  }
  // Nibbles: rows of bytes begin with a byte of their own, 4-bit types go on without a gap.
  const rowNibbles = isFourBit ? nBlocks : 2 * Math.ceil(nBlocks / 2);
  expectBytes(what, "zero points", tensor, Math.ceil((nRows * rowNibbles) / 2));
  return async (row, n) => {
    const first = row * rowNibbles;
    const start = Math.floor(first / 2);
    const bytes = await read(start, Math.ceil((first + n * rowNibbles) / 2));
    const unpacked = new Uint8Array(n * nBlocks);
    for (let i = 0; i < unpacked.length; i++) {
      const nibble = first + Math.floor(i / nBlocks) * rowNibbles + (i % nBlocks);
      unpacked[i] = ((bytes[(nibble >> 1) - start]! >> (4 * (nibble & 1))) & 15) ^ flip;
    }
    return unpacked;
  };
}

/** Zero points that are floats, as some quantizers write them: whole ones only. */
function floatZeros(what: string, bits: number, zeros: Stored, count: number, nBlocks: number): ReadZeros {
  if (zeros.tensor.nElements !== count) {
    throw new FormatError(`${what} has ${zeros.tensor.nElements} zero points, its ${count} blocks need one each`);
  }
  return async (row, n) => {
    const values = await readFloats(zeros.tensor, zeros.read, row * nBlocks, (row + n) * nBlocks);
    const broken = values.find((zero) => !Number.isInteger(zero) || zero < 0 || zero >= 2 ** bits);
    if (broken === undefined) return Uint8Array.from(values);
    throw new FormatError(`${what} has a zero point of ${broken}; whole ones from 0 to ${2 ** bits - 1} can be read`);
  };
}
