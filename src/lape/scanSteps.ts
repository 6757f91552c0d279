import type { TokenBatch } from "../corpus/corpus";
import type { WindowBatch } from "../model/activationSource";

/** Where a scan stands: all windows before `window` of language `language` (an index) are counted, and all languages before it. */
export interface ScanPosition {
  readonly language: number;
  readonly window: number;
}

/** One run of the model: windows [from, to) of a language. */
export interface ScanStep {
  readonly language: number;
  readonly from: number;
  readonly to: number;
  readonly windows: WindowBatch;
  readonly nTokens: number;
}

const sum = (values: Iterable<number>): number => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};

/** Throws RangeError where batches are not what their type says, or name a language twice. */
export function checkBatches(batches: readonly TokenBatch[]): void {
  for (const [k, { language, seqLen, nWindows, ids, lengths, nTokens }] of batches.entries()) {
    const refuse = (why: string): never => {
      throw new RangeError(`tokens of ${language}: ${why}`);
    };
    if (batches.findIndex((other) => other.language === language) !== k) refuse("given twice");
    if (ids.length !== nWindows * seqLen || lengths.length !== nWindows) {
      refuse(`${nWindows} windows of ${seqLen} do not match ${ids.length} ids and ${lengths.length} lengths`);
    }
    if (lengths.some((length) => length > seqLen)) refuse(`a length exceeds the window of ${seqLen}`);
    if (sum(lengths) !== nTokens) refuse(`lengths add up to ${sum(lengths)} tokens, not ${nTokens}`);
  }
}

/** The runs that remain from `start`, in order. A run never holds two languages, so each language's stats are its own. */
export function* scanSteps(
  batches: readonly TokenBatch[],
  batchWindows: number,
  start: ScanPosition,
): Generator<ScanStep> {
  for (const [language, { ids, lengths, seqLen, nWindows }] of batches.entries()) {
    if (language < start.language) continue;
    for (let from = language === start.language ? start.window : 0; from < nWindows; from += batchWindows) {
      const to = Math.min(nWindows, from + batchWindows);
      const windows: WindowBatch = {
        ids: ids.slice(from * seqLen, to * seqLen),
        lengths: lengths.slice(from, to),
        nWindows: to - from,
        seqLen,
      };
      yield { language, from, to, windows, nTokens: sum(windows.lengths) };
    }
  }
}

/** Tokens of language `k` that a scan at `position` has counted. */
export function tokensBefore({ language, window }: ScanPosition, batches: readonly TokenBatch[], k: number): number {
  if (k > language) return 0;
  return k < language ? batches[k]!.nTokens : sum(batches[k]!.lengths.subarray(0, window));
}
