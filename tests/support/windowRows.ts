import { NO_TARGET } from "../../src/kernels/crossEntropyForward";
import type { TokenRows } from "../../src/transformer/tokenRows";

/** Windows end to end, each predicting its next tokens; the loss is the mean over windows of the mean over their predictions. */
export function windowRows(windows: readonly (readonly number[])[]): TokenRows {
  const rows = windows.flatMap((ids, w) => {
    const start = windows.slice(0, w).flat().length;
    return ids.map((id, i) => {
      const isLast = i === ids.length - 1;
      const weight = isLast ? 0 : 1 / (windows.length * (ids.length - 1));
      return { id, i, start, end: start + ids.length, target: isLast ? NO_TARGET : ids[i + 1]!, weight };
    });
  });
  return {
    nTokens: rows.length,
    ids: Uint32Array.from(rows, ({ id }) => id),
    positions: Uint32Array.from(rows, ({ i }) => i),
    windowStart: Uint32Array.from(rows, ({ start }) => start),
    windowEnd: Uint32Array.from(rows, ({ end }) => end),
    targets: Uint32Array.from(rows, ({ target }) => target),
    lossWeights: Float32Array.from(rows, ({ weight }) => weight),
  };
}
