import type { TokenBatch } from "../corpus/corpus";

/** from, from + 1, ..., to - 1. */
export const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);

/** The windows of a batch with these numbers, in this order. */
export function takeWindows(batch: TokenBatch, windows: readonly number[]): TokenBatch {
  const { seqLen } = batch;
  const ids = new Int32Array(windows.length * seqLen);
  const lengths = new Uint32Array(windows.length);
  for (const [row, w] of windows.entries()) {
    ids.set(batch.ids.subarray(w * seqLen, (w + 1) * seqLen), row * seqLen);
    lengths[row] = batch.lengths[w]!;
  }
  const nTokens = lengths.reduce((sum, length) => sum + length, 0);
  return { ...batch, nWindows: windows.length, ids, lengths, nTokens };
}
