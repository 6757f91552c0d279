import { FormatError } from "../formats/formatError";
import type { StoredFormat, StoredRows } from "../tensor/storedRows";

export type { StoredRows };

/** A tensor of a checkpoint: a matrix [n_out, n_in] (n_in inputs a row, as Hugging Face stores it) or a vector [n]. */
export type StoredTensor = StoredFormat & {
  /** Hugging Face's name, as `model.layers.0.mlp.gate_proj.weight`, whatever the file calls it. */
  readonly name: string;
  readonly shape: readonly number[];
  /** In the file. */
  readonly bytes: number;
  /** The tensor whose very values these are: a head that is the embedding. */
  readonly sameAs?: string;
};

/**
 * The weights of a model by name, read in pieces. Between calls nothing is held but headers, and one tensor that is stored
 * transposed: rows are best read in order, one tensor after another.
 */
export interface WeightSource {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Rows [firstRow, firstRow + nRows) of a matrix; row 0 of a vector. Rejects with a FormatError where the name is unknown or the rows are outside. */
  readRows(name: string, firstRow: number, nRows: number): Promise<StoredRows>;
}

/** The tensor that rows are asked of. Throws a FormatError where there is none of that name or the rows are not in it. */
export function findRows(
  tensors: WeightSource["tensors"],
  name: string,
  firstRow: number,
  nRows: number,
): StoredTensor {
  const tensor = tensors.get(name);
  if (!tensor) throw new FormatError(`there is no tensor "${name}" among the model's ${tensors.size}`);
  const [all, end] = [rowsOf(tensor), firstRow + nRows];
  const isInside = Number.isInteger(firstRow) && Number.isInteger(nRows) && firstRow >= 0 && nRows >= 1 && end <= all;
  if (isInside) return tensor;
  throw new FormatError(`tensor "${name}" has rows 0 to ${all - 1}, not ${firstRow} to ${end - 1}`);
}

/** Rows of a tensor: a vector is one. */
export const rowsOf = ({ shape }: Pick<StoredTensor, "shape">): number => (shape.length === 2 ? shape[0]! : 1);

/** Columns of a tensor. */
export const columnsOf = ({ shape }: Pick<StoredTensor, "shape">): number => shape.at(-1) ?? 1;
