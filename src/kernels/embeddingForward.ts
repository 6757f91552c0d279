import wgsl from "../../shaders/embed/embedding_forward.wgsl?raw";
import { defineKernel } from "../gpu/kernelSpec";
import type { MatrixFormat } from "../tensor/matrixFormat";
import { checkWords } from "./linearShape";
import { matrixConstants, withMatrixWeight } from "./matrixWeight";

/** x[t, :] = W[ids[t] - first_row, :] for the ids that the part of the table has; other rows are not touched. */
export const embeddingForward = (format: MatrixFormat) =>
  defineKernel({
    name: "embedding_forward",
    wgsl: withMatrixWeight(wgsl),
    workgroupSize: [64, 2],
    constants: matrixConstants(format),
    params: { n_rows: "u32", d_model: "u32", n_table_rows: "u32", first_row: "u32", words_per_row: "u32" },
    buffers: {
      ids: ["read", "u32", "n_rows"],
      w: ["read", "u32", "n_table_rows", "words_per_row"],
      x: ["read_write", "f32", "n_rows", "d_model"],
    },
    threads: ({ n_rows, d_model, words_per_row }) => {
      checkWords("embedding_forward", format, { n_in: d_model, words_per_row });
      return [d_model, n_rows];
    },
  });

/** Rows [firstRow, firstRow + values.length / dModel) of a table, as numbers. */
export interface TablePart {
  readonly dModel: number;
  readonly firstRow: number;
  readonly values: ArrayLike<number>;
}

/** The definition in f64. x is what is there: [ids.length, dModel]. */
export function embeddingForwardReference(
  ids: ArrayLike<number>,
  { dModel, firstRow, values }: TablePart,
  x: ArrayLike<number>,
): Float64Array<ArrayBuffer> {
  return Float64Array.from(x, (before, i) => {
    const row = ids[Math.floor(i / dModel)]! - firstRow;
    return row >= 0 && row < values.length / dModel ? values[row * dModel + (i % dModel)]! : before;
  });
}
