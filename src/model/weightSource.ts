/** A tensor of a checkpoint: a matrix [n_out, n_in] (n_in inputs a row, as Hugging Face stores it) or a vector [n]. */
export interface StoredTensor {
  /** Hugging Face's name, as `model.layers.0.mlp.gate_proj.weight`, whatever the file calls it. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly format: StoredRows["format"];
  /** In the file. */
  readonly bytes: number;
}

/** Consecutive rows of a tensor as they are stored; a vector is one row. Row-major. */
export type StoredRows =
  | { readonly format: "f32"; readonly values: Float32Array<ArrayBuffer> }
  /** Bits of half floats (f16) or of the upper half of floats (bf16). */
  | { readonly format: "f16" | "bf16"; readonly bits: Uint16Array<ArrayBuffer> }
  | {
      readonly format: "q8" | "q4";
      /** Columns a block, any power of two from 16. */
      readonly blockSize: number;
      /** u8[n_rows, n_blocks, blockSize * bits / 8]; of two codes in a byte the low one comes first. */
      readonly codes: Uint8Array<ArrayBuffer>;
      /** f32[n_rows, n_blocks]. */
      readonly scales: Float32Array<ArrayBuffer>;
      /** u8[n_rows, n_blocks], one a block; null: 128 or 8. */
      readonly zeros: Uint8Array<ArrayBuffer> | null;
    };

/** The weights of a model by name, read in pieces: nothing is held between calls but a header. */
export interface WeightSource {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Rows [firstRow, firstRow + nRows). Rejects with a FormatError where the name is unknown or the rows are outside. */
  readRows(name: string, firstRow: number, nRows: number): Promise<StoredRows>;
}
