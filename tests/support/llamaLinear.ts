import type { OnnxBuilder } from "./onnxBuilder";
import { packCodes, type QuantizedTable, quantizedTable } from "./quantizedTable";

/** What a linear layer's weight is written as; `gather4` and so on are tables of GatherBlockQuantized. */
export type LinearKind =
  | { readonly kind: "in, out" | "out, in" | "gemm" | "gemm in, out"; readonly float?: "f32" | "f16" | "bf16" }
  | {
      readonly kind: "nbits";
      readonly bits: 4 | 8;
      readonly blockSize: number;
      readonly zeros?: "packed" | "float";
      readonly float?: "f32" | "f16";
      /** Attributes that take the place of the right ones. */
      readonly attributes?: Readonly<Record<string, number>>;
      /** With a g_idx. */
      readonly order?: boolean;
    };

function transpose(values: Float32Array, nOut: number, nIn: number): Float32Array {
  return Float32Array.from(values, (_, i) => values[(i % nOut) * nIn + Math.floor(i / nOut)]!);
}

/** Writes a product with a made-up matrix [nOut, nIn]; gives what it makes, and the matrix. */
export function writeLinear(
  b: OnnxBuilder,
  spec: LinearKind,
  at: { readonly path: string; readonly x: string; readonly bias: string },
  nOut: number,
  nIn: number,
  seed: number,
  random: (n: number) => Float32Array<ArrayBuffer>,
): { output: string; values: Float32Array<ArrayBuffer> } {
  if (spec.kind === "nbits") {
    const table = quantizedTable(seed, { nRows: nOut, nIn, hasZeros: spec.zeros !== undefined, ...spec });
    return { output: writeNBits(b, table, at, spec), values: table.values };
  }
  const values = random(nOut * nIn);
  const { path, x, bias } = at;
  const { float = "f32" } = spec;
  const isOutFirst = spec.kind === "out, in" || spec.kind === "gemm";
  const dims = isOutFirst ? [nOut, nIn] : [nIn, nOut];
  let weight = b.weight(`${path}.MatMul.weight`, dims, float, isOutFirst ? values : transpose(values, nOut, nIn));
  if (spec.kind.startsWith("gemm")) {
    const attributes = { transB: isOutFirst ? 1 : 0 };
    return {
      output: b.node("Gemm", `${path}/Gemm`, [x, weight, ...(bias === "" ? [] : [bias])], { attributes }),
      values,
    };
  }
  if (isOutFirst) weight = b.node("Transpose", `${path}/Transpose`, [weight], { attributes: { perm: [1, 0] } });
  return { output: b.node("MatMul", `${path}/MatMul`, [x, weight]), values };
}

function writeNBits(
  b: OnnxBuilder,
  table: QuantizedTable,
  { path, x, bias }: { readonly path: string; readonly x: string; readonly bias: string },
  { zeros, attributes, order }: Extract<LinearKind, { kind: "nbits" }>,
): string {
  const { nRows, nIn, bits, blockSize, nBlocks, codes, scales, float = "f32" } = table;
  const dims = [nRows, nBlocks, (blockSize * bits) / 8];
  const inputs = [
    x,
    b.weight(`${path}.weight_Q${bits}`, dims, "u8", packCodes(codes, nBlocks * blockSize, bits)),
    b.weight(`${path}.weight_scales`, [nRows * nBlocks], float, scales),
  ];
  const packed = packCodes(table.zeros, nBlocks, bits);
  if (zeros === "packed") inputs.push(b.weight(`${path}.weight_zp`, [packed.length], "u8", packed));
  if (zeros === "float") inputs.push(b.weight(`${path}.weight_zp`, [nRows * nBlocks], float, table.zeros));
  const own = (name: string, index: number) => {
    while (inputs.length < index) inputs.push("");
    inputs.push(name);
  };
  if (order) own(b.weight(`${path}.g_idx`, [nIn], "i32", new Int32Array(nIn)), 4);
  if (bias !== "") own(bias, 5);
  return b.node("MatMulNBits", `${path}/MatMul_Q${bits}`, inputs, {
    domain: "com.microsoft",
    attributes: { K: nIn, N: nRows, bits, block_size: blockSize, ...attributes },
  });
}
