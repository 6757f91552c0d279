import type { Decoder, ForwardOptions } from "../../transformer/decoder";
import { layRows, type TokenRows } from "../../transformer/tokenRows";
import type { TokenPair } from "./encodePair";

/** log p of a continuation behind its context. */
export interface PairScore {
  /** Sum over the continuation's tokens, in nats. */
  readonly logLikelihood: number;
  /** Whether the context lost its beginning, because the model takes fewer tokens. */
  readonly isCut: boolean;
}

export interface ScoringContext {
  readonly decoder: Pick<Decoder, "logProbs" | "logits" | "config">;
  readonly tuning?: ForwardOptions["tuning"];
  /** Tokens that the model was made for. */
  readonly context: number;
  /** The most rows of one call of the decoder, where a window is not longer itself. */
  readonly tokensAtOnce: number;
  readonly signal: AbortSignal;
}

/** Logits that are read back at once. */
const MAX_LOGITS_BYTES = 2 ** 25;

/** A window and what is wanted of it: log p of its last rows' next tokens, or of several tokens behind its last row. */
interface Window {
  readonly ids: readonly number[];
  readonly isCut: boolean;
  /** Places of the pairs, and the tokens behind the last rows of each. Of several pairs each has one token. */
  readonly wanted: { readonly pair: number; readonly tokens: readonly number[] }[];
}

/** The last token of a window is only predicted, so it is no row. */
function toWindow({ context, continuation }: TokenPair, maxTokens: number): Pick<Window, "ids" | "isCut"> {
  if (continuation.length > maxTokens) {
    throw new RangeError(`a choice has ${continuation.length} tokens, the model takes ${maxTokens}`);
  }
  const ids = [...context, ...continuation.slice(0, -1)];
  return { ids: ids.slice(-maxTokens), isCut: ids.length > maxTokens };
}

/** A window for each pair, but one for all pairs of the same context whose continuations are one token: they need its last row alone. */
function toWindows(pairs: readonly TokenPair[], maxTokens: number): Window[] {
  const windows: Window[] = [];
  const byContext = new Map<string, Window>();
  for (const [pair, tokens] of pairs.entries()) {
    const wanted = { pair, tokens: tokens.continuation };
    const isOne = tokens.continuation.length === 1;
    const key = tokens.context.join();
    const known = isOne ? byContext.get(key) : undefined;
    if (known) {
      known.wanted.push(wanted);
      continue;
    }
    const window = { ...toWindow(tokens, maxTokens), wanted: [wanted] };
    if (isOne) byContext.set(key, window);
    windows.push(window);
  }
  return windows;
}

const isShared = ({ wanted }: Window): boolean => wanted.length > 1;

/** Windows end to end, each with the continuation's tokens as targets of its last rows. */
function toRows(windows: readonly Window[]): TokenRows {
  const rows = layRows(windows.map(({ ids }) => ids));
  let start = 0;
  for (const window of windows) {
    const end = start + window.ids.length;
    const { tokens } = window.wanted[0]!;
    if (!isShared(window)) rows.targets.set(tokens, end - tokens.length);
    start = end;
  }
  return rows;
}

/** Runs of windows that share their kind and fit into one call. */
function* batches(windows: readonly Window[], tokensAtOnce: number, dVocab: number): Generator<readonly Window[]> {
  const mostShared = Math.max(1, Math.floor(MAX_LOGITS_BYTES / (4 * dVocab)));
  for (const shared of [false, true]) {
    let batch: Window[] = [];
    let tokens = 0;
    for (const window of windows.filter((one) => isShared(one) === shared)) {
      const isFull = tokens + window.ids.length > tokensAtOnce || (shared && batch.length >= mostShared);
      if (batch.length > 0 && isFull) {
        yield batch;
        batch = [];
        tokens = 0;
      }
      batch.push(window);
      tokens += window.ids.length;
    }
    if (batch.length > 0) yield batch;
  }
}

/** log of the sum of exponentials. */
function logSumExp(logits: Float32Array): number {
  const max = logits.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  return max + Math.log(logits.reduce((sum, value) => sum + Math.exp(value - max), 0));
}

/**
 * log p of each continuation behind its context. Windows that are longer than the model's context lose their beginning.
 * @throws RangeError where a continuation alone is longer than the model's context
 */
export async function scoreContinuations(
  pairs: readonly TokenPair[],
  { decoder, tuning, context, tokensAtOnce, signal }: ScoringContext,
): Promise<PairScore[]> {
  const { dVocab } = decoder.config;
  const scores = new Array<PairScore>(pairs.length);
  for (const batch of batches(toWindows(pairs, context), tokensAtOnce, dVocab)) {
    signal.throwIfAborted();
    const rows = toRows(batch);
    const ends = batch.map((_, i) => batch.slice(0, i + 1).reduce((sum, { ids }) => sum + ids.length, 0));
    if (isShared(batch[0]!)) {
      const lastRows = ends.map((end) => end - 1);
      const logits = await decoder.logits(rows, lastRows, { tuning });
      for (const [i, { wanted, isCut }] of batch.entries()) {
        const own = logits.subarray(i * dVocab, (i + 1) * dVocab);
        const norm = logSumExp(own);
        for (const { pair, tokens } of wanted) scores[pair] = { logLikelihood: own[tokens[0]!]! - norm, isCut };
      }
      continue;
    }
    const logProbs = await decoder.logProbs(rows, { tuning });
    for (const [i, { wanted, isCut }] of batch.entries()) {
      const { pair, tokens } = wanted[0]!;
      const own = logProbs.subarray(ends[i]! - tokens.length, ends[i]);
      scores[pair] = { logLikelihood: own.reduce((sum, value) => sum + value, 0), isCut };
    }
  }
  return scores;
}
