import type { TokenBatch } from "../../src/corpus/corpus";
import type { ScoredText } from "../../src/evaluate/scoredText";
import { type OracleOptions, runOracle } from "./decoderOracle";
import { TINY_CONFIG } from "./randomModel";
import { TINY_MODEL, tinyBatch } from "./tinyTraining";
import { windowRows } from "./windowRows";

/** A text for the tiny model whose every token is two bytes long, but for the window's number more in its first prediction. */
export function tinyText(language: string, nWindows: number, seed: number, isRagged = true): ScoredText {
  const batch = tinyBatch(language, nWindows, seed, isRagged);
  return { batch, bytes: Array.from(batch.lengths, (length, w) => 2 * (length - 1) + w), tailTokens: 0 };
}

/** -log p of each window's predictions in f64, each window run by itself. */
export function oracleWindows(batch: TokenBatch, options: OracleOptions = {}): number[] {
  return Array.from(batch.lengths, (length, w) => {
    const ids = [...batch.ids.subarray(w * batch.seqLen, w * batch.seqLen + length)];
    const { logProbs } = runOracle(TINY_CONFIG, TINY_MODEL, windowRows([ids]), options);
    return -logProbs.reduce((sum, value) => sum + value, 0);
  });
}
