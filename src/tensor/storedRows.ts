import { dequantizeBlocks, type QuantizedRows } from "./blockQuant";
import { bfloatsToFloats, halvesToFloats } from "./halfFloat";
import type { MatrixFormat } from "./matrixFormat";

/** Consecutive rows of a weight matrix as a file stores them; a vector is one row. Row-major. */
export type StoredRows =
  | { readonly format: "f32"; readonly values: Float32Array<ArrayBuffer> }
  /** Bits of half floats (f16) or of the upper half of floats (bf16). */
  | { readonly format: "f16" | "bf16"; readonly bits: Uint16Array<ArrayBuffer> }
  | QuantizedRows;

/** What is needed of stored rows to say how they would lie on the GPU. */
export type StoredFormat =
  | { readonly format: "f32" | "f16" | "bf16" }
  | { readonly format: "q8" | "q4"; readonly blockSize: number; readonly hasZeros: boolean };

/**
 * The format that holds stored rows exactly. bf16 becomes f32: half floats have more digits but fewer exponents, so that values
 * below 2^-17 would be rounded.
 */
export function exactFormat(stored: StoredFormat): MatrixFormat {
  if (!("blockSize" in stored)) return { kind: stored.format === "f16" ? "f16" : "f32" };
  return { kind: stored.format, blockSize: stored.blockSize === 16 ? 16 : 32, hasZeros: stored.hasZeros };
}

/** The numbers of stored rows of `nIn` columns, f32[n_rows, nIn]. Exact, but for the rounding of a code times its scale to f32. */
export function toFloats(rows: StoredRows, nIn: number): Float32Array<ArrayBuffer> {
  if ("values" in rows) return rows.values;
  if ("codes" in rows) return dequantizeBlocks(rows, nIn);
  return rows.format === "f16" ? halvesToFloats(rows.bits) : bfloatsToFloats(rows.bits);
}
