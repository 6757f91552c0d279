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

/** The weights of a model by name, read in pieces: nothing is held between calls but a header. */
export interface WeightSource {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Rows [firstRow, firstRow + nRows) of a matrix; row 0 of a vector. Rejects with a FormatError where the name is unknown or the rows are outside. */
  readRows(name: string, firstRow: number, nRows: number): Promise<StoredRows>;
}
