import type { Decoder, ForwardOptions } from "../transformer/decoder";
import { packRows } from "../transformer/packRows";
import { pooledStates } from "../transformer/pooledStates";
import type { SentenceTokens } from "./sentenceTokens";

export interface PoolOptions extends ForwardOptions {
  /** Tokens that the decoder takes at once, unless one sentence has more; only its speed depends on it, up to rounding. */
  readonly tokensAtOnce: number;
  /** Tokens that a sentence is cut at. */
  readonly context: number;
  readonly signal: AbortSignal;
  /** Of the sentences. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** The first place of each sentence's tokens: equal sentences are computed once, so that their vectors are equal. */
function firstOfEquals(sentences: readonly Int32Array[]): number[] {
  const places = new Map<string, number>();
  return sentences.map((tokens, i) => {
    const key = tokens.join();
    const first = places.get(key) ?? i;
    places.set(key, first);
    return first;
  });
}

/** Places of sentences, as many at a time as `tokensAtOnce` holds. */
function* batches(places: readonly number[], lengthOf: (i: number) => number, tokensAtOnce: number) {
  let batch: number[] = [];
  let tokens = 0;
  for (const i of places) {
    if (batch.length > 0 && tokens + lengthOf(i) > tokensAtOnce) {
      yield batch;
      batch = [];
      tokens = 0;
    }
    batch.push(i);
    tokens += lengthOf(i);
  }
  if (batch.length > 0) yield batch;
}

/**
 * Vectors of sentences, the mean hidden state over their tokens: a layer, the embedding first, f32[n_sentences, d_model]. Rejects with
 * an Error that names the layer where one is not finite, and with `signal.reason` when aborted.
 */
export async function poolSentences(
  decoder: Decoder,
  { language, sentences }: SentenceTokens,
  { tokensAtOnce, context, signal, onProgress, ...forward }: PoolOptions,
): Promise<Float32Array<ArrayBuffer>[]> {
  const { dModel, nLayers } = decoder.config;
  const states = Array.from({ length: nLayers + 1 }, () => new Float32Array(sentences.length * dModel));
  const first = firstOfEquals(sentences);
  const distinct = first.filter((place, i) => place === i);
  let done = 0;
  for (const batch of batches(distinct, (i) => Math.min(context, sentences[i]!.length), tokensAtOnce)) {
    signal.throwIfAborted();
    const lengths = Uint32Array.from(batch, (i) => Math.min(context, sentences[i]!.length));
    const seqLen = Math.max(...lengths);
    const ids = new Int32Array(batch.length * seqLen);
    for (const [w, i] of batch.entries()) ids.set(sentences[i]!.subarray(0, lengths[w]), w * seqLen);
    const rows = packRows({ ids, lengths, nWindows: batch.length, seqLen });
    for (const [layer, pooled] of (await pooledStates(decoder, rows, forward)).entries()) {
      if (!pooled.every(Number.isFinite)) {
        throw new Error(`${language}: hidden states of layer ${layer} are not finite; are the weights whole?`);
      }
      for (const [w, i] of batch.entries()) {
        states[layer]!.set(pooled.subarray(w * dModel, (w + 1) * dModel), i * dModel);
      }
    }
    done += batch.length;
    onProgress?.(done, distinct.length);
  }
  for (const values of states) {
    for (const [i, place] of first.entries()) {
      if (place !== i) values.copyWithin(i * dModel, place * dModel, (place + 1) * dModel);
    }
  }
  return states;
}
