import wgsl from "../../shaders/quant/matrix_weight.wgsl?raw";
import type { FormatKind, MatrixFormat } from "../tensor/matrixFormat";

const FORMAT_CODE: Readonly<Record<FormatKind, number>> = { f32: 0, f16: 1, q8: 2, q4: 3 };

/** A kernel's text with the functions before it that read a weight matrix in any format. */
export const withMatrixWeight = (kernel: string): string => `${wgsl}\n${kernel}`;

/** Values of the overrides that choose the format. */
export function matrixConstants(format: MatrixFormat): Record<string, number> {
  const quantized = "blockSize" in format ? format : { blockSize: 32, hasZeros: false };
  return {
    FORMAT: FORMAT_CODE[format.kind],
    BLOCK_SIZE: quantized.blockSize,
    HAS_ZEROS: quantized.hasZeros ? 1 : 0,
  };
}
