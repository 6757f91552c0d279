/** Marks a row without a prediction to score. */
export const NO_TARGET = 0xffffffff;

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
