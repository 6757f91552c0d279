/**
 * How the rows of a weight matrix [n_out, n_in] lie in `array<u32>` on the GPU. Each row starts at a word.
 * - `f32`: one value a word.
 * - `f16`: two values a word, the even column in the low half.
 * - `q8`, `q4`: blocks of `blockSize` columns. A block is its scale (an f32), its zero point (an f32, only with `hasZeros`; else
 *   128 or 8), then the codes, 4 or 8 a word, lowest bits first. A value is `(code - zero) * scale`. Columns behind n_in are 0.
 */
export type MatrixFormat =
  | { readonly kind: "f32" | "f16" }
  | { readonly kind: "q8" | "q4"; readonly blockSize: 16 | 32; readonly hasZeros: boolean };

export type FormatKind = MatrixFormat["kind"];

/** The zero point of codes that carry none. */
export const ZERO_POINT = { q8: 128, q4: 8 } as const;

/** Words of one block of a quantized format. */
export function wordsPerBlock(format: Extract<MatrixFormat, { readonly blockSize: number }>): number {
  return (format.hasZeros ? 2 : 1) + (format.blockSize * (format.kind === "q8" ? 8 : 4)) / 32;
}

/** Words of one row of `nIn` columns. */
export function wordsPerRow(format: MatrixFormat, nIn: number): number {
  if ("blockSize" in format) return Math.ceil(nIn / format.blockSize) * wordsPerBlock(format);
  return format.kind === "f32" ? nIn : Math.ceil(nIn / 2);
}
