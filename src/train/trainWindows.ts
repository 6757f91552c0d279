import type { TokenBatch } from "../corpus/corpus";
import { packRows } from "../transformer/packRows";
import type { TokenRows } from "../transformer/tokenRows";

/** Windows whose loss is trained on or measured. */
export interface LossWindows {
  readonly batch: TokenBatch;
  /** Numbers of the windows that have a next token to predict. */
  readonly windows: readonly number[];
  /** True: padding is predicted as other tokens are. */
  readonly lossOnPadding: boolean;
}

/** The windows of a batch that have a loss. Throws a RangeError where none has. */
export function lossWindows(batch: TokenBatch, lossOnPadding = false): LossWindows {
  const windows: number[] = [];
  for (let w = 0; w < batch.nWindows; w++) if (lossOnPadding || batch.lengths[w]! > 1) windows.push(w);
  if (windows.length === 0 || batch.seqLen < 2) {
    throw new RangeError(`${batch.language} has no window of two tokens, so there is nothing to predict: add text`);
  }
  return { batch, windows, lossOnPadding };
}

/**
 * Rows of some of the windows, by their places among those that have a loss.
 * @param windowsPerStep windows whose mean is the loss
 */
export function rowsOfWindows(
  { batch, windows, lossOnPadding }: LossWindows,
  places: readonly number[],
  windowsPerStep: number,
): TokenRows {
  const { seqLen } = batch;
  const ids = new Int32Array(places.length * seqLen);
  const lengths = new Uint32Array(places.length);
  for (const [row, place] of places.entries()) {
    const w = windows[place]!;
    ids.set(batch.ids.subarray(w * seqLen, (w + 1) * seqLen), row * seqLen);
    lengths[row] = batch.lengths[w]!;
  }
  return packRows({ ids, lengths, nWindows: places.length, seqLen }, { windowsPerStep, lossOnPadding });
}

/** The loss in nats, or what a part of a step adds to it: f32[n_tokens] log p weighted. */
export function lossOf({ lossWeights }: TokenRows, logProb: Float32Array): number {
  let loss = 0;
  for (const [t, weight] of lossWeights.entries()) if (weight > 0) loss -= weight * logProb[t]!;
  return loss;
}
