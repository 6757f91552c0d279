import { NO_TARGET, type TokenRows } from "./tokenRows";

/** Windows as the scan and the trainer have them: i32[nWindows, seqLen], padded behind `lengths`. */
export interface Windows {
  readonly ids: Int32Array<ArrayBuffer>;
  readonly lengths: Uint32Array<ArrayBuffer>;
  readonly nWindows: number;
  readonly seqLen: number;
}

export interface PackOptions {
  /** Windows whose mean is the loss, where a step is packed in several calls. By default those given here. */
  readonly windowsPerStep?: number;
  /** Padding is tokens as others are, and counts in the loss, as in the published script. */
  readonly lossOnPadding?: boolean;
}

/** A window's tokens without its padding. */
function* windowIds({ ids, lengths, nWindows, seqLen }: Windows, wholly: boolean): Generator<Int32Array<ArrayBuffer>> {
  for (let w = 0; w < nWindows; w++) yield ids.subarray(w * seqLen, w * seqLen + (wholly ? seqLen : lengths[w]!));
}

/**
 * Lays windows end to end. The loss of a window is the mean over its length - 1 predictions of the next token, that of a step
 * the mean over its windows; a window of fewer than two tokens predicts nothing and counts as none.
 */
export function packRows(windows: Windows, { windowsPerStep, lossOnPadding = false }: PackOptions = {}): TokenRows {
  const parts = [...windowIds(windows, lossOnPadding)];
  const nTokens = parts.reduce((sum, { length }) => sum + length, 0);
  const nLosses = windowsPerStep ?? parts.filter(({ length }) => length > 1).length;
  const rows: TokenRows = {
    nTokens,
    ids: new Uint32Array(nTokens),
    positions: new Uint32Array(nTokens),
    windowStart: new Uint32Array(nTokens),
    windowEnd: new Uint32Array(nTokens),
    targets: new Uint32Array(nTokens).fill(NO_TARGET),
    lossWeights: new Float32Array(nTokens),
  };
  let start = 0;
  for (const part of parts) {
    const end = start + part.length;
    rows.ids.set(part, start);
    rows.targets.set(part.subarray(1), start);
    rows.positions.set(
      part.map((_, i) => i),
      start,
    );
    rows.windowStart.fill(start, start, end);
    rows.windowEnd.fill(end, start, end);
    if (part.length > 1) rows.lossWeights.fill(1 / (nLosses * (part.length - 1)), start, end - 1);
    start = end;
  }
  return rows;
}
