import { LLAMA_DIMS } from "./llamaDims";
import type { OnnxBuilder } from "./onnxBuilder";
import { packCodes, quantizedTable } from "./quantizedTable";

const MS = { domain: "com.microsoft" };
/** A table of GatherBlockQuantized. Shared: it is the head's of MatMulNBits in another shape. */
export interface GatherKind {
  readonly bits: 4 | 8;
  readonly blockSize: number;
  readonly data: "u8" | "u4" | "i4" | "shared";
  readonly zeros?: boolean;
}

/** An embedding's table. */
export interface Table {
  readonly values: Float32Array<ArrayBuffer>;
  readonly output: string;
  /** The head that multiplies with the same table. */
  readonly multiply: (x: string) => string;
}

export function floatTable(
  b: OnnxBuilder,
  float: "f32" | "f16",
  ids: string,
  values: Float32Array<ArrayBuffer>,
): Table {
  const { dVocab, dModel } = LLAMA_DIMS;
  const table = b.weight("embed.weight", [dVocab, dModel], float, values);
  const output = b.node("Gather", "/model/embed_tokens/Gather", [table, ids]);
  const multiply = (x: string) => {
    const turned = b.node("Transpose", "/lm_head/Transpose", [table], { attributes: { perm: [1, 0] } });
    return b.node("MatMul", "/lm_head/MatMul", [x, turned]);
  };
  return { values, output, multiply };
}

/** A table of GatherBlockQuantized: bytes begin anew with each row, 4-bit types go on without a gap. */
export function gatherTable(b: OnnxBuilder, spec: GatherKind, ids: string, seed: number): Table {
  const { dVocab: nRows, dModel: nIn } = LLAMA_DIMS;
  const { bits, blockSize, data, zeros: hasZeros = false } = spec;
  const isBytes = data === "u8" || data === "shared";
  // Without zero points bytes count from the middle, 4-bit types from their own 0.
  const zero = data === "u4" ? 0 : 2 ** (bits - 1);
  const table = quantizedTable(seed, { nRows, nIn, bits, blockSize, hasZeros, zero });
  const { nBlocks, scales } = table;
  const width = nBlocks * blockSize;
  const signed = (list: readonly number[]) => (data === "i4" ? list.map((code) => code ^ 8) : list);
  const codes = signed(table.codes.filter((_, i) => i % width < nIn));
  const path = "/model/embed_tokens";
  const list = (name: string, dims: readonly number[]) => b.constant(`${path}/${name}`, [dims.length], "i64", dims);
  let [head, inputs]: [string[], string[]] = [[], []];
  if (data === "shared") {
    head = [
      b.weight("lm_head.weight_Q", [nRows, nBlocks, (blockSize * bits) / 8], "u8", packCodes(codes, nIn, bits)),
      b.weight("lm_head.weight_scales", [nRows * nBlocks], "f32", scales),
    ];
    const rows = b.node("Reshape", `${path}/Reshape`, [head[0]!, list("rows", [nRows, (nIn * bits) / 8])]);
    inputs = [rows, ids, b.node("Reshape", `${path}/Reshape_1`, [head[1]!, list("blocks", [nRows, nBlocks])])];
  } else {
    const dims = [nRows, isBytes ? (nIn * bits) / 8 : nIn];
    const zeroDims = [nRows, isBytes ? Math.ceil((nBlocks * bits) / 8) : nBlocks];
    const zeros = packCodes(signed(table.zeros), isBytes ? nBlocks : nRows * nBlocks, bits);
    inputs = [
      b.weight("embed.weight_Q", dims, data, packCodes(codes, nIn, bits)),
      ids,
      b.weight("embed.weight_scales", [nRows, nBlocks], "f32", scales),
      ...(hasZeros ? [b.weight("embed.weight_zp", zeroDims, data, zeros)] : []),
    ];
  }
  const attributes = { bits, block_size: blockSize, gather_axis: 0, quantize_axis: 1 };
  const output = b.node("GatherBlockQuantized", `${path}/GatherBlockQuantized`, inputs, { ...MS, attributes });
  const multiply = (x: string) =>
    b.node("MatMulNBits", "/lm_head/MatMul_NBits", [x, ...head], {
      ...MS,
      attributes: { K: nIn, N: nRows, bits, block_size: blockSize },
    });
  return { values: table.values, output, multiply };
}
