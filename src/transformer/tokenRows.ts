import { NO_TARGET } from "../kernels/crossEntropyForward";

/**
 * Windows laid end to end without padding: row t is one token. All arrays are [n_tokens].
 * A token attends to rows windowStart[t] .. t, and is seen by rows t .. windowEnd[t] - 1.
 */
export interface TokenRows {
  readonly nTokens: number;
  readonly ids: Uint32Array<ArrayBuffer>;
  /** In its window, from 0. */
  readonly positions: Uint32Array<ArrayBuffer>;
  readonly windowStart: Uint32Array<ArrayBuffer>;
  readonly windowEnd: Uint32Array<ArrayBuffer>;
  /** The next token of the window, or NO_TARGET. */
  readonly targets: Uint32Array<ArrayBuffer>;
  /** What -log p(target) counts in the loss; 0 without a target. They sum to 1 over a step of training. */
  readonly lossWeights: Float32Array<ArrayBuffer>;
}

/** Lays windows end to end, each of the tokens `parts` holds for it: rows without targets, which count nothing in the loss. */
export function layRows(parts: readonly ArrayLike<number>[]): TokenRows {
  const nTokens = parts.reduce((sum, { length }) => sum + length, 0);
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
    for (let t = start; t < end; t++) rows.positions[t] = t - start;
    rows.windowStart.fill(start, start, end);
    rows.windowEnd.fill(end, start, end);
    start = end;
  }
  return rows;
}
