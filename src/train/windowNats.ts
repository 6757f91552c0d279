import type { TokenBatch } from "../corpus/corpus";
import { nextTask } from "../lape/nextTask";
import type { ForwardOptions } from "../transformer/decoder";
import type { TokenRows } from "../transformer/tokenRows";
import type { TrainDecoder } from "./trainDecoder";
import { lossWindows, rowsOfWindows } from "./trainWindows";

export interface WindowContext extends ForwardOptions {
  readonly decoder: Pick<TrainDecoder, "logProbs">;
  /** The most rows of one call of the decoder, but for a window that is longer. It changes nothing in the result but its rounding. */
  readonly tokensAtOnce: number;
  readonly signal: AbortSignal;
  /** Of the windows that have a loss. */
  readonly onProgress?: ((windowsDone: number, windowsTotal: number) => void) | undefined;
}

/** Places among the windows that have a loss, in calls of at most so many tokens. */
function* callsOf(lengths: readonly number[], tokensAtOnce: number): Generator<number[]> {
  let places: number[] = [];
  let tokens = 0;
  for (const [place, length] of lengths.entries()) {
    if (places.length > 0 && tokens + length > tokensAtOnce) {
      yield places;
      places = [];
      tokens = 0;
    }
    places.push(place);
    tokens += length;
  }
  if (places.length > 0) yield places;
}

/** -log p of each window's own predictions, f64. Rows of a window lie together, the last of each without a target. */
function sumWindows({ targets, windowStart }: TokenRows, logProbs: Float32Array, take: (nats: number) => void): void {
  let nats = 0;
  for (let t = 0; t < targets.length; t++) {
    if (t > 0 && windowStart[t] !== windowStart[t - 1]) {
      take(nats);
      nats = 0;
    }
    nats -= logProbs[t]!;
  }
  take(nats);
}

/**
 * Sum of -log p of the next tokens over each window, f64[n_windows] in nats; 0 of a window with nothing to predict. Padding never
 * counts. Rejects with `signal.reason` when aborted, and with a RangeError where no window has a prediction.
 */
export async function windowNats(batch: TokenBatch, context: WindowContext): Promise<Float64Array<ArrayBuffer>> {
  const { decoder, tuning, interventions, tokensAtOnce, signal, onProgress } = context;
  const all = lossWindows(batch);
  const { windows } = all;
  const nats = new Float64Array(batch.nWindows);
  let done = 0;
  /** The call before: the GPU has the next to do while it is read back. */
  let launched: { readonly rows: TokenRows; readonly logProbs: Promise<Float32Array> } | null = null;
  const settle = async (): Promise<void> => {
    if (!launched) return;
    const { rows } = launched;
    sumWindows(rows, await launched.logProbs, (sum) => {
      nats[windows[done++]!] = sum;
    });
    onProgress?.(done, windows.length);
  };
  const lengths = windows.map((w) => batch.lengths[w]!);
  for (const places of callsOf(lengths, tokensAtOnce)) {
    await nextTask();
    signal.throwIfAborted();
    const rows = rowsOfWindows(all, places, windows.length);
    const logProbs = decoder.logProbs(rows, { tuning, interventions });
    logProbs.catch(() => {}); // whoever awaits it later still sees the error
    await settle();
    launched = { rows, logProbs };
  }
  await settle();
  return nats;
}
