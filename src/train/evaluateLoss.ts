import type { TokenBatch } from "../corpus/corpus";
import type { Tuning } from "../transformer/tuning";
import type { TrainDecoder } from "./trainDecoder";
import { windowNats } from "./windowNats";

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
  const { language, lengths } = batch;
  const nats = await windowNats(batch, {
    ...{ decoder, tuning, signal, tokensAtOnce: batchWindows * batch.seqLen },
    onProgress: (windowsDone, windowsTotal) => onProgress?.({ language, windowsDone, windowsTotal }),
  });
  let lossNats = 0;
  let windows = 0;
  let tokens = 0;
  for (const [w, length] of lengths.entries()) {
    if (length < 2) continue;
    lossNats += nats[w]! / (length - 1);
    tokens += length;
    windows++;
  }
  return { language, lossNats: lossNats / windows, windows, tokens };
}
