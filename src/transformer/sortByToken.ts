/** Rows grouped by their token, so that each row of the embedding's gradient is summed by one invocation, in a fixed order. */
export interface TokenGroups {
  /** The tokens that occur, ascending: u32[n_unique]. */
  readonly unique: Uint32Array<ArrayBuffer>;
  /** Rows of `unique[u]` are order[starts[u]] .. order[starts[u + 1] - 1]: u32[n_unique + 1]. */
  readonly starts: Uint32Array<ArrayBuffer>;
  /** u32[n_tokens]. */
  readonly order: Uint32Array<ArrayBuffer>;
}

/** Rows of one token keep their order, so that the sums over them are repeatable. */
export function sortByToken(ids: Uint32Array<ArrayBuffer>): TokenGroups {
  const order = Uint32Array.from(ids, (_, t) => t).sort((a, b) => ids[a]! - ids[b]! || a - b);
  const starts: number[] = [];
  for (const [i, t] of order.entries()) if (i === 0 || ids[t] !== ids[order[i - 1]!]) starts.push(i);
  return {
    unique: Uint32Array.from(starts, (i) => ids[order[i]!]!),
    starts: Uint32Array.from([...starts, ids.length]),
    order,
  };
}
