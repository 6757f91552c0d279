import type { TokenBatch } from "../corpus/corpus";
import type { WindowBatch } from "../model/activationSource";

/** Windows whose loss is trained on or measured, and how much of them counts. */
export interface LossWindows {
  readonly batch: TokenBatch;
  /** Numbers of the windows that have a next token to predict. */
  readonly windows: readonly number[];
  /** True: padding is predicted too, and later padding sees earlier. */
  readonly padded: boolean;
}

/** The windows of a batch that have a loss. Throws a RangeError where none has. */
export function lossWindows(batch: TokenBatch, padded = false): LossWindows {
  const windows: number[] = [];
  for (let w = 0; w < batch.nWindows; w++) if (padded || batch.lengths[w]! > 1) windows.push(w);
  if (windows.length === 0 || batch.seqLen < 2) {
    throw new RangeError(`${batch.language} has no window of two tokens, so there is nothing to predict: add text`);
  }
  return { batch, windows, padded };
}

/** Some of the windows, by their places among those that have a loss. */
export function takeWindows({ batch, windows, padded }: LossWindows, places: readonly number[]): WindowBatch {
  const { seqLen } = batch;
  const ids = new Int32Array(places.length * seqLen);
  const lengths = new Uint32Array(places.length);
  for (const [row, place] of places.entries()) {
    const w = windows[place]!;
    ids.set(batch.ids.subarray(w * seqLen, (w + 1) * seqLen), row * seqLen);
    lengths[row] = padded ? seqLen : batch.lengths[w]!;
  }
  return { ids, lengths, nWindows: places.length, seqLen };
}
