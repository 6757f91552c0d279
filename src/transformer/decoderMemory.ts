import { type AdapterLimits, type Fit, gigabytes, TIGHT_SHARE } from "../model/fit";
import type { DecoderConfig } from "./decoderConfig";
import { headChunkRows } from "./head";

/**
 * What a decoder is run for. `train`: gradients down to layer `lowestLayer`; `tuningWidth` numbers a token are its tuning's own;
 * `scores`: the same decoder measures losses as well, which takes one layer's buffers for all even where training keeps them all.
 */
export type Purpose =
  | { readonly kind: "gates" | "score" }
  | { readonly kind: "train"; readonly lowestLayer: number; readonly tuningWidth?: number; readonly scores?: boolean };

export interface ActivationBytes {
  readonly total: number;
  /** The largest buffer, which must fit a binding. */
  readonly largest: number;
}

/** What a call over `nTokens` rows takes beside the weights; it is kept for the next call. Everything is f32. */
export function activationBytes(config: DecoderConfig, nTokens: number, purpose: Purpose): ActivationBytes {
  const { dModel, dMlp, nHeads, nKvHeads, dHead, dVocab, qkNorm, nLayers } = config;
  const [dQuery, dKeyValue] = [nHeads * dHead, nKvHeads * dHead];
  const isTraining = purpose.kind === "train";
  // What a layer leaves behind: input, middle, q, k, v, o, logSumExp, gate, up.
  const layer = 2 * dModel + 2 * dQuery + 2 * dKeyValue + nHeads + 2 * dMlp;
  const kept = isTraining ? nLayers - Math.max(0, Math.min(purpose.lowestLayer, nLayers)) : 0;
  const places = kept + (kept < nLayers || (isTraining && purpose.scores) ? 1 : 0);
  // The call's rows; normed, branch, invRms, hidden; heads after their norms.
  const shared = 6 + 2 * dModel + 1 + dMlp + (qkNorm ? dQuery + dKeyValue + nHeads + nKvHeads : 0);
  // The final norm and log p.
  const scored = purpose.kind === "gates" ? 0 : dModel + 3;
  // Streams and their gradients; those of a layer's attention and feed-forward block.
  const inLayers = 2 * dQuery + 2 * dKeyValue + 2 * nHeads + 2 * dMlp + (qkNorm ? dQuery + dKeyValue : 0);
  const backward = isTraining ? 3 * dModel + (kept > 0 ? inLayers : 0) : 0;
  const tuning = isTraining ? (purpose.tuningWidth ?? 0) : 0;
  const logits = purpose.kind === "gates" ? 0 : 4 * headChunkRows(dVocab, nTokens) * dVocab;
  const width = places * layer + shared + scored + backward + tuning;
  return {
    total: 4 * nTokens * width + logits,
    largest: Math.max(4 * nTokens * Math.max(dModel, dMlp, dQuery), logits),
  };
}

/** What a run would take on the GPU. */
export interface DecoderBytes {
  readonly weights: number;
  readonly activations: ActivationBytes;
  /** Trained tensors with their gradients and moments, and whatever else is there. */
  readonly other?: number;
  /** The longest row of a matrix. */
  readonly row?: number;
  /** Whether the layers could be streamed instead, as those of a scan. */
  readonly canStream?: boolean;
}

/** Beyond so many of its largest buffers no GPU in use has memory. */
const MOST_BUFFERS = 16;

/**
 * Whether an adapter holds a run. Browsers do not tell how much memory a GPU has: a run within one buffer's limit fits, a larger
 * one is tight, and one far beyond exceeds it. Where `memoryBytes` is known, it decides.
 */
export function fitDecoder(
  { weights, activations, other = 0, row = 0, canStream = false }: DecoderBytes,
  adapter: Pick<AdapterLimits, "maxBufferBytes" | "maxBindingBytes"> | null,
  memoryBytes?: number,
): Fit {
  if (!adapter) return { verdict: "refused", reason: "this browser gives no WebGPU adapter" };
  const total = weights + activations.total + other;
  const parts = `${gigabytes(weights)} of weights, ${gigabytes(activations.total + other)} to compute with`;
  const limit = Math.min(adapter.maxBufferBytes, adapter.maxBindingBytes);
  if (row > limit) {
    return {
      verdict: "exceeds",
      reason: `a row of its weights has ${gigabytes(row)}, the adapter binds ${gigabytes(limit)}: choose a smaller format (q4)`,
    };
  }
  if (activations.largest > limit) {
    const reason = `so many tokens at a time need a buffer of ${gigabytes(activations.largest)}, the adapter binds ${gigabytes(limit)}: take fewer or shorter windows`;
    return { verdict: "exceeds", reason };
  }
  if (memoryBytes !== undefined) {
    const verdict = total > memoryBytes ? "exceeds" : total > TIGHT_SHARE * memoryBytes ? "tight" : "fits";
    return { verdict, reason: `${parts}; the GPU has ${gigabytes(memoryBytes)}` };
  }
  if (total <= adapter.maxBufferBytes) return { verdict: "fits", reason: parts };
  if (total > MOST_BUFFERS * adapter.maxBufferBytes) {
    return {
      verdict: "exceeds",
      reason: `${parts}: more than such a GPU has; choose a smaller format (q4), fewer or shorter windows at a time${canStream ? ", or stream the layers" : ""}`,
    };
  }
  return { verdict: "tight", reason: `${parts}; the browser does not tell how much memory the GPU has` };
}
