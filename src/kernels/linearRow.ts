import wgsl from "../../shaders/matmul/linear_row.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";
import type { MatrixFormat } from "../tensor/matrixFormat";
import type { Operands } from "./blockProduct";
import { checkColumns, checkWords, LINEAR_PARAMS } from "./linearShape";
import { matrixConstants, withMatrixWeight } from "./matrixWeight";

/** Columns of y that an invocation sums at once. */
const COLUMNS = 4;

/** Invocations of a workgroup, and how many of them share the depth of the same columns. */
const SHARES: Readonly<Record<Operands, { readonly size: number; readonly lanes: number }>> = {
  staged: { size: 64, lanes: 32 },
  direct: { size: 16, lanes: 1 },
};

/**
 * linear_forward for one row or few: an invocation owns few columns, not a block of rows and columns, so that many invocations work
 * on a single row. Its definition is linearForwardReference.
 */
export function linearRow(format: MatrixFormat, operands: Operands = "staged") {
  const { size, lanes } = SHARES[operands];
  return defineKernel({
    name: "linear_row",
    wgsl: withMatrixWeight(wgsl),
    workgroupSize: [size, 1],
    constants: { ...matrixConstants(format), LANES: lanes, PARTIALS: lanes > 1 ? size : 1 },
    params: LINEAR_PARAMS,
    buffers: {
      x: ["read", "f32", "n_rows", "n_in"],
      w: ["read", "u32", "n_out", "words_per_row"],
      y: ["read_write", "f32", "n_rows", "y_stride"],
    },
    threads: (params) => {
      checkColumns("linear_row", params);
      checkWords("linear_row", format, params);
      return [size * Math.ceil(params.n_out / (COLUMNS * (size / lanes))), params.n_rows];
    },
  });
}
