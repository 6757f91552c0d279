import type { WindowBatch } from "../model/activationSource";
import { layRows, type TokenRows } from "./tokenRows";

export interface PackOptions {
  /** Windows whose mean is the loss, where a step is packed in several calls. By default those given here. */
  readonly windowsPerStep?: number;
  /** Padding is tokens as others are, and counts in the loss, as in the published script. */
  readonly lossOnPadding?: boolean;
}

/** A window's tokens without its padding. */
function* windowIds(
  { ids, lengths, nWindows, seqLen }: WindowBatch,
  wholly: boolean,
): Generator<Int32Array<ArrayBuffer>> {
  for (let w = 0; w < nWindows; w++) yield ids.subarray(w * seqLen, w * seqLen + (wholly ? seqLen : lengths[w]!));
}

/**
 * Lays windows end to end. The loss of a window is the mean over its length - 1 predictions of the next token, that of a step
 * the mean over its windows; a window of fewer than two tokens predicts nothing and counts as none.
 */
export function packRows(windows: WindowBatch, { windowsPerStep, lossOnPadding = false }: PackOptions = {}): TokenRows {
  const parts = [...windowIds(windows, lossOnPadding)];
  const nLosses = windowsPerStep ?? parts.filter(({ length }) => length > 1).length;
  const rows = layRows(parts);
  let start = 0;
  for (const part of parts) {
    const end = start + part.length;
    rows.targets.set(part.subarray(1), start);
    if (part.length > 1) rows.lossWeights.fill(1 / (nLosses * (part.length - 1)), start, end - 1);
    start = end;
  }
  return rows;
}
