import type { TokenBatch } from "../corpus/corpus";
import { nextTask } from "../lape/nextTask";
import type { TokenRows } from "../transformer/tokenRows";
import type { Tuning } from "../transformer/tuning";
import type { TrainDecoder } from "./trainDecoder";
import { lossOf, lossWindows, rowsOfWindows } from "./trainWindows";

/** The loss over the text of one language. */
export interface LanguageLoss {
  readonly language: string;
  /** Mean over windows of their mean -log p of the next token. */
  readonly lossNats: number;
  /** Windows with a prediction, and the tokens of these. */
  readonly windows: number;
  readonly tokens: number;
}

export interface LossProgress {
  readonly language: string;
  readonly windowsDone: number;
  readonly windowsTotal: number;
}

export interface LossContext {
  readonly decoder: Pick<TrainDecoder, "logProbs">;
  /** The base without it. */
  readonly tuning?: Tuning | undefined;
  /** Windows a run of the decoder. */
  readonly batchWindows: number;
  readonly signal: AbortSignal;
  readonly onProgress?: ((progress: LossProgress) => void) | undefined;
}

/** Measures the loss of one language's windows; padding never counts. Rejects with `signal.reason` when aborted. */
export async function evaluateLoss(batch: TokenBatch, context: LossContext): Promise<LanguageLoss> {
  const { decoder, tuning, batchWindows, signal, onProgress } = context;
  const all = lossWindows(batch);
  const windowsTotal = all.windows.length;
  const { language } = batch;
  let lossNats = 0;
  let tokens = 0;
  let windowsDone = 0;
  /** The batch before: the GPU has the next to do while it is read back. */
  let launched: { readonly rows: TokenRows; readonly count: number; readonly logProbs: Promise<Float32Array> } | null =
    null;
  const settle = async (): Promise<void> => {
    if (!launched) return;
    const { rows, count } = launched;
    const logProbs = await launched.logProbs;
    lossNats += lossOf(rows, logProbs);
    tokens += rows.nTokens;
    windowsDone += count;
    onProgress?.({ language, windowsDone, windowsTotal });
  };
  for (let from = 0; from < windowsTotal; from += batchWindows) {
    await nextTask();
    signal.throwIfAborted();
    const count = Math.min(batchWindows, windowsTotal - from);
    const places = Array.from({ length: count }, (_, i) => from + i);
    const rows = rowsOfWindows(all, places, windowsTotal);
    const logProbs = decoder.logProbs(rows, { tuning });
    logProbs.catch(() => {}); // whoever awaits it later still sees the error
    await settle();
    launched = { rows, count, logProbs };
  }
  await settle();
  return { language, lossNats, windows: windowsTotal, tokens };
}
